"""The caller's `traceparent` came, and could not be read."""

from collections.abc import Iterator

from tracing_sandbox.doctor.broken_hop import broken_hops, tell
from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.finding import Finding


def find_traceparent_malformed(chart: Chart) -> Iterator[Finding]:
    """Name each hop at which a malformed header ended the trace."""
    for hop in broken_hops(chart):
        if hop.received.state == "malformed":
            sentence = (
                f"{hop.name} began a trace of its own: the traceparent that {hop.source} sent is "
                "malformed."
            )
            yield tell(hop, "traceparent-malformed", sentence)
