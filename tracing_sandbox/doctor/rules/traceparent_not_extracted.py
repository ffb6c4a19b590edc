"""The caller's `traceparent` came and could be read, and was not continued."""

from collections.abc import Iterator

from tracing_sandbox.doctor.broken_hop import broken_hops, tell
from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.finding import Finding


def find_traceparent_not_extracted(chart: Chart) -> Iterator[Finding]:
    """Name each hop at which the callee did not take up what it received."""
    for hop in broken_hops(chart):
        if hop.received.state == "readable":
            sentence = (
                f"{hop.name} received the traceparent of {hop.source} and began a trace of its "
                "own all the same: it does not extract the context."
            )
            yield tell(hop, "traceparent-not-extracted", sentence)
