"""Real requests to look at: at the percentiles, and the slowest, with what their traces say."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from tracing_sandbox.load.measuring.latency import PERCENTILES, in_ms, rank_of
from tracing_sandbox.load.measuring.planted import Planted, measured
from tracing_sandbox.load.recording.record import Record
from tracing_sandbox.traces.explaining.explanation import Explanation

SLOWEST = 10
NO_TRACE = "Its trace did not arrive."
NOT_SAMPLED = "Its trace was not sampled."

# The pages that show a trace, each with its name and address.
PagesOf: TypeAlias = Callable[[str], Sequence[Mapping[str, str]]]


@dataclass(frozen=True)
class Looking:
    """What is needed to look at a request: explanations, what was planted, and pages."""

    explanations: Mapping[str, Explanation]
    planted: Planted
    pages_of: PagesOf

    def at(self, record: Record) -> dict[str, Any]:
        """Say of a request how long it took, and what its trace says."""
        return {
            "trace_id": record.trace_id,
            "name": record.name,
            "took_ms": in_ms(record.latency_ns),
            "answer": self._answer(record),
            "pages": self._pages(record),
        }

    def _pages(self, record: Record) -> list[dict[str, str]]:
        """List where its trace is seen: nowhere, if it was not sampled."""
        return [dict(page) for page in self.pages_of(record.trace_id)] if record.sampled else []

    def _answer(self, record: Record) -> str:
        if not record.sampled:
            return NOT_SAMPLED
        explanation = self.explanations.get(record.trace_id)
        return explanation.answer if explanation else NO_TRACE


def exemplars_of(records: Sequence[Record], looking: Looking) -> Iterator[dict[str, Any]]:
    """Show the request at each percentile: at its rank, or the nearest above that has a trace."""
    ascending = sorted(measured(records), key=lambda record: record.latency_ns)
    for of, percent in PERCENTILES.items():
        if ascending:
            rank = rank_of(len(ascending), percent)
            above = (each for each in ascending[rank:] if each.trace_id in looking.explanations)
            yield {"of": of, **looking.at(next(above, ascending[rank]))}


def slowest_of(records: Sequence[Record], looking: Looking) -> Iterator[dict[str, Any]]:
    """Show the slowest requests, slowest first, and what was planted in each."""
    descending = sorted(measured(records), key=lambda record: -record.latency_ns)
    for record in descending[:SLOWEST]:
        yield {**looking.at(record), "scenario": looking.planted.in_request(record)}
