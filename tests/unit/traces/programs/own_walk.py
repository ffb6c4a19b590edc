"""The project's own walk, in the words in which `promise` judges any walk."""

from tests.unit.traces.programs.promise import ChargedSegment, Charges
from tracing_sandbox.traces.measuring.analysis import analyse
from tracing_sandbox.traces.reading.trace import Trace


def own_walk(trace: Trace) -> Charges:
    """Say what the project's critical path charges to whom."""
    analysis = analyse(trace)
    spans, begin_ns = analysis.tree.spans, analysis.times.starts[analysis.tree.main]
    return Charges(
        [
            ChargedSegment(
                spans[segment.span].span_id,
                segment.kind,
                segment.start_ns - begin_ns,
                segment.end_ns - begin_ns,
            )
            for segment in analysis.segments
        ]
    )
