"""The traces that are expected of a run: of each its arrival, its time, and the generator's spans.

`join` waits for them, `missing` says of those that did not come what is known.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracing_sandbox.load.recording.record import Record


@dataclass(frozen=True)
class Expected:
    """The trace of an arrival: from when to when requests were under way, and their spans."""

    trace_id: str
    arrival: int
    began_ns: int
    ended_ns: int
    span_ids: frozenset[str]


def by_trace(records: Iterable[Record]) -> Mapping[str, Sequence[Record]]:
    """Give the requests of each trace that was sampled."""
    of_trace: dict[str, list[Record]] = {}
    for record in records:
        if record.sampled:
            of_trace.setdefault(record.trace_id, []).append(record)
    return of_trace


def expected_of(records: Iterable[Record]) -> Mapping[str, Expected]:
    """List the traces of the sampled requests, by id."""
    return {
        trace_id: Expected(
            trace_id,
            each[0].arrival,
            min(record.intended_ns for record in each),
            max(record.finished_ns for record in each),
            frozenset(record.span_id for record in each),
        )
        for trace_id, each in by_trace(records).items()
    }
