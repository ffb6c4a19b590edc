"""The caller sends its context as B3, the callee reads W3C."""

from collections.abc import Iterator

from tracing_sandbox.doctor.broken_hop import broken_hops, tell
from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.finding import Finding


def find_propagator_mismatch(chart: Chart) -> Iterator[Finding]:
    """Name each hop at which two formats do not meet."""
    for hop in broken_hops(chart):
        if hop.received.state == "b3":
            sentence = (
                f"{hop.name} began a trace of its own: {hop.source} sends B3, "
                f"{hop.part.service} reads traceparent alone."
            )
            yield tell(hop, "propagator-mismatch", sentence)
