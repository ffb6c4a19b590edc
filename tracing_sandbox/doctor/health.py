"""The traces of a system from which it can be learnt what is usual there."""

from collections.abc import Sequence

from tracing_sandbox.doctor.diagnosis import diagnose
from tracing_sandbox.doctor.edges import Edges
from tracing_sandbox.traces.measuring.analysis import analyse
from tracing_sandbox.traces.reading.trace import Trace


def choose_healthy(traces: Sequence[Trace], expected: Edges | None = None) -> list[Trace]:
    """Choose the whole ones of which nothing ill can be said without knowing what is usual.

    Some of them may be ill all the same; what most of them have in common is not.
    """
    whole = [trace for trace in traces if trace.spans and _is_whole(trace)]
    ids = set(diagnose(whole, expected).healthy_ids)
    return [trace for trace in whole if trace.trace_id in ids]


def _is_whole(trace: Trace) -> bool:
    analysis = analyse(trace)
    return analysis.is_complete and not analysis.times.skewed
