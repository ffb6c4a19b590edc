"""A trace that others are compared with; `baseline` takes the measure of several."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from tracing_sandbox.traces.judging.repetition import repetitions
from tracing_sandbox.traces.measuring.analysis import Analysis, analyse
from tracing_sandbox.traces.measuring.critical_path import Likeness, kind_of_rest, likeness
from tracing_sandbox.traces.measuring.part import Part, first_of, part_of
from tracing_sandbox.traces.measuring.reason import HTTP_STATUS_KEYS
from tracing_sandbox.traces.measuring.row import self_times
from tracing_sandbox.traces.reading.trace import Trace


class Outcome(NamedTuple):
    """What became of a request: the status that the root answered with, and who took part."""

    status: str
    services: frozenset[str]

    @property
    def was_refused(self) -> bool:
        """Say whether the root answered that the request was at fault (4xx)."""
        return len(self.status) == len("404") and self.status.startswith("4")


class Peer:
    """A trace to compare others with; what it adds to a baseline is measured once."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis

    @cached_property
    def highest_ns(self) -> Mapping[Part, int]:
        """Say how long each part took, on the path or beside it, whichever was longer."""
        highest: dict[Part, int] = {}
        for part, time_ns in chain(_on_path(self.analysis), _anywhere(self.analysis)):
            if time_ns > highest.get(part, -1):
                highest[part] = time_ns
        return highest

    @cached_property
    def repeats(self) -> Mapping[Likeness, int]:
        """Say how many like siblings there are on the path."""
        most: dict[Likeness, int] = {}
        for run in repetitions(self.analysis):
            alike = likeness(self.analysis.tree.spans[run.longest])
            most[alike] = max(most.get(alike, 0), run.count)
        return most

    @cached_property
    def failures(self) -> frozenset[Likeness]:
        """Name the operations that failed."""
        return frozenset(likeness(span) for span in self.analysis.tree.spans if span.error)


def peers_of(analysis: Analysis, traces: Iterable[Trace]) -> list[Peer]:
    """Analyse those of the traces that can be compared, the trace itself left out."""
    own_id = analysis.trace.trace_id
    others = [analyse(trace) for trace in traces if trace.spans and trace.trace_id != own_id]
    return [Peer(other) for other in others if is_peer(analysis, other)]


def is_peer(analysis: Analysis, other: Analysis) -> bool:
    """Say whether a trace can be compared with another, which is whole and did not fail."""
    if operation_of(other) != operation_of(analysis) or not other.may_be_healthy:
        return False
    return is_comparable(outcome_of(analysis), outcome_of(other), failed=analysis.failed)


def is_comparable(own: Outcome, other: Outcome, *, failed: bool) -> bool:
    """Say whether it is known of another outcome of the same operation how long this may take.

    A refusal says nothing of an order, nor an answer from a cache of one that was worked for: the
    status is the same, and everybody who took part here did there too. One that failed compares
    with any that did not.
    """
    if not other.services >= own.services:
        return False
    return not other.was_refused if failed else other.status == own.status


def operation_of(analysis: Analysis) -> Likeness:
    """Name the operation of a trace, which is that of its explained root."""
    return likeness(analysis.tree.spans[analysis.tree.main])


def outcome_of(analysis: Analysis) -> Outcome:
    """Say what became of the request, as far as the trace tells."""
    spans = analysis.tree.spans
    status = first_of(spans[analysis.tree.main], HTTP_STATUS_KEYS)
    return Outcome(status, frozenset(span.service for span in spans))


def _on_path(peer: Analysis) -> Iterator[tuple[Part, int]]:
    return ((charge.part, charge.time_ns) for charge in peer.charges)


def _anywhere(peer: Analysis) -> Iterator[tuple[Part, int]]:
    """Yield the time that each span spent by itself, on the path or beside it."""
    for index, time_ns in enumerate(self_times(peer.tree, peer.times)):
        yield part_of(peer.tree, index, kind_of_rest(peer.tree, index)), time_ns
