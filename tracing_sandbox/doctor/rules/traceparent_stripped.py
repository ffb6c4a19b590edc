"""The caller made a call with a context, and nothing of it came: it was lost between the two."""

from collections.abc import Iterator

from tracing_sandbox.doctor.broken_hop import broken_hops, tell
from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.finding import Finding


def find_traceparent_stripped(chart: Chart) -> Iterator[Finding]:
    """Name each hop on which the header was lost."""
    for hop in broken_hops(chart):
        if hop.call is not None and hop.received.state == "none":
            sentence = (
                f"{hop.name} began a trace of its own: {hop.source} made the call within its "
                "trace, and no context arrived. Something between the two strips traceparent."
            )
            shown = f"{hop.part.service} notes a context that it receives, and noted none"
            yield tell(hop, "traceparent-stripped", sentence, shown)
