"""Those who answer: ours, and two that are often taken for good enough."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.reading.trace import Trace
from tracing_sandbox.traces.reading.trace_file import read_trace_file

Answer: TypeAlias = dict[str, Any] | None
MILLISECOND = 1e6


def judge(trace: Trace, healthy: Sequence[Trace]) -> Answer:
    """Answer as `sandbox trace` does."""
    blame = explain(trace, healthy).blame
    if blame is None:
        return None
    return {
        "service": blame.service,
        "cause": blame.kind,
        "time_ms": blame.excess_ns / MILLISECOND,
    }


def slowest_span(trace: Trace, _healthy: Sequence[Trace]) -> Answer:
    """Answer with the span that took longest by itself."""
    rows = explain(trace).rows
    slowest = max(rows, key=lambda row: row.self_ns)
    return {
        "service": slowest.span.service,
        "cause": "own",
        "time_ms": slowest.self_ns / MILLISECOND,
    }


def deepest_error(trace: Trace, _healthy: Sequence[Trace]) -> Answer:
    """Answer with the failed span that lies deepest; where none failed, nothing is wrong."""
    explanation = explain(trace)
    failed = [row for row in explanation.rows if row.span.error]
    if not failed:
        return None
    deepest = max(failed, key=lambda row: row.depth)
    return {
        "service": deepest.span.service,
        "cause": "error",
        "time_ms": deepest.span.duration_ns / MILLISECOND,
    }


ENTRANTS: Mapping[str, Callable[[Trace, Sequence[Trace]], Answer]] = {
    "judge": judge,
    "slowest-span": slowest_span,
    "deepest-error": deepest_error,
}


def answer(folder: Path, by: str) -> dict[str, Answer]:
    """Let an entrant answer for each trace; it reads nothing but the traces."""
    healthy = read_trace_file(folder / "healthy.json").traces
    return {
        path.stem: ENTRANTS[by](read_trace_file(path).traces[0], healthy)
        for path in sorted((folder / "traces").glob("*.json"))
    }
