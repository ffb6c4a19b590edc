"""What of the traces is lost or broken, and why, as far as it is known; `cost` counts it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tracing_sandbox.load.joining.expected import Expected
from tracing_sandbox.load.joining.join import Joined
from tracing_sandbox.load.recording.watched import (
    COLLECTOR,
    JAEGER,
    Event,
    Outage,
    outages_of,
)
from tracing_sandbox.traces.explaining.missing_spans import what_is_missing
from tracing_sandbox.traces.explaining.moment import clock
from tracing_sandbox.traces.measuring.analysis import analyse
from tracing_sandbox.traces.measuring.figures import SECOND
from tracing_sandbox.traces.reading.trace import Trace

NOT_KNOWN = "not known"
SILENT = "Jaeger does not answer"


@dataclass(frozen=True)
class Lost:
    """A trace that never came: of which arrival, when that was to begin, and why."""

    trace_id: str
    at_s: float
    arrival: int
    why: str

    def as_document(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return asdict(self)


@dataclass(frozen=True)
class Broken:
    """A trace that came in part, and what it lacks."""

    trace_id: str
    at_s: float
    arrival: int
    missing: str

    def as_document(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return asdict(self)


def list_lost(
    joined: Joined, expected: Mapping[str, Expected], events: Sequence[Event], began_ns: int
) -> list[Lost]:
    """List the traces that never came, in the order of their arrivals."""
    outages = outages_of(events)
    lost = [
        Lost(
            trace_id,
            _at_s(expected[trace_id], began_ns),
            expected[trace_id].arrival,
            _why(expected[trace_id], outages, joined.problem),
        )
        for trace_id in joined.lost
    ]
    return sorted(lost, key=lambda each: each.arrival)


def list_broken(
    joined: Joined,
    expected: Mapping[str, Expected],
    broken_on_purpose: Collection[int],
    began_ns: int,
) -> list[Broken]:
    """List the traces that came in part, but for the arrivals in which that was planted."""
    broken = [
        Broken(
            trace_id,
            _at_s(expected[trace_id], began_ns),
            expected[trace_id].arrival,
            _lacks(joined.traces[trace_id], expected[trace_id]),
        )
        for trace_id in joined.broken
        if expected[trace_id].arrival not in broken_on_purpose
    ]
    return sorted(broken, key=lambda each: each.arrival)


def _at_s(awaited: Expected, began_ns: int) -> float:
    return round((awaited.began_ns - began_ns) / SECOND, 3)


def _lacks(trace: Trace, awaited: Expected) -> str:
    """Say what is missing: what the trace itself tells, or else spans of the generator."""
    told = what_is_missing(analyse(trace)) if trace.spans else ""
    missing = len(awaited.span_ids - {span.span_id for span in trace.spans})
    if told:
        return told
    if missing:
        return f"{missing} of the generator's {len(awaited.span_ids)} CLIENT spans"
    return "spans beneath a call that was answered"


def _why(awaited: Expected, outages: Sequence[Outage], problem: str) -> str:
    """Say what is known to have cost a trace; Jaeger keeps traces in memory alone."""
    for outage in outages:
        if outage.part == JAEGER and awaited.began_ns <= outage.since_ns:
            return f"Jaeger ended at {clock(outage.since_ns)}, and kept it in memory"
        if outage.part == COLLECTOR and meets(awaited, outage):
            return f"the Collector did not answer: it ended at {clock(outage.since_ns)}"
        if outage.part == JAEGER and meets(awaited, outage):
            return f"Jaeger did not answer: it ended at {clock(outage.since_ns)}"
    return SILENT if problem else NOT_KNOWN


def meets(awaited: Expected, outage: Outage) -> bool:
    """Say whether a part was away while an arrival was under way."""
    before_end = outage.until_ns is None or awaited.began_ns < outage.until_ns
    return before_end and awaited.ended_ns >= outage.since_ns
