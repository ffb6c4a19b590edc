"""What healthy traces of one operation have in common; `slowness` measures a trace against it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from statistics import median_low
from typing import Protocol

from tracing_sandbox.traces.judging.group import Group, Key, groups_of
from tracing_sandbox.traces.judging.repetition import Repeated
from tracing_sandbox.traces.measuring.figures import MILLISECOND
from tracing_sandbox.traces.measuring.kinship import Likeness
from tracing_sandbox.traces.measuring.part import Called, Part

ENOUGH_TRACES = 5
FEW_TRACES = 2
# In all traces but one, a steady part took at most three times its usual time, and 2 ms.
STEADY = 3
STEADY_NS = 2 * MILLISECOND


class Measures(Protocol):
    """What is measured of one healthy trace; see `Peer`."""

    @property
    def duration_ns(self) -> int:
        """Say how long the whole took."""

    @property
    def times_ns(self) -> Mapping[Key, int]:
        """Say how long each part and group took on the path."""

    @property
    def highest_ns(self) -> Mapping[Key, int]:
        """Say the same of the path or beside it, whichever was longer."""

    @property
    def calls_ns(self) -> Mapping[Key, int]:
        """Say how long calls took in all, as if the spans of those who answered were not there."""

    @property
    def longest_call_ns(self) -> Mapping[Called, int]:
        """Say how long the longest of like calls took."""

    @property
    def totals_ns(self) -> Mapping[Group, int]:
        """Say how long the spans of each group took by themselves, on the path or beside it."""

    @property
    def repeats(self) -> Mapping[Repeated, int]:
        """Say how many like siblings there are on the path."""

    @property
    def failures(self) -> frozenset[Likeness]:
        """Name the operations that failed."""

    @property
    def operations(self) -> Mapping[Likeness, tuple[int, Likeness | None]]:
        """Say of each operation how many spans it has, and beneath which other it first stands."""

    @property
    def awaited(self) -> Mapping[Likeness, int]:
        """Say of each operation how many spans of it the request waited for."""

    @property
    def jobs(self) -> Mapping[Likeness, Sequence["Measures"]]:
        """List the jobs that the request left behind, by the operation of their consumer."""


class Baseline:
    """The usual and the highest time of every part in some healthy traces, and of the whole.

    The usual time is a median. The highest counts work off the critical path as well, where that
    was longer. The high time of the whole is the highest when the tenth of the traces that took
    longest is put aside. Figures are worked out when they are asked for.
    """

    def __init__(self, peers: Sequence[Measures]) -> None:
        self._peers = peers
        self.count = len(peers)
        durations = sorted(peer.duration_ns for peer in peers)
        self.usual_whole_ns = median_low(durations)
        self.high_whole_ns = _put_aside(durations)[-1]

    @property
    def is_enough(self) -> bool:
        """Say whether there are at least five."""
        return self.count >= ENOUGH_TRACES

    def usual_ns(self, key: Key) -> int:
        """Say how long a part or group usually takes; a trace that lacks it spent no time in it.

        A call whose answer left no span is compared with such calls in all.
        """
        return median_low([_time_of(peer.times_ns, key, peer) for peer in self._peers])

    def highest_ns(self, key: Key) -> int:
        """Say how long a part or group took at most."""
        return max(_time_of(peer.highest_ns, key, peer) for peer in self._peers)

    def highest_total_ns(self, group: Group) -> int:
        """Say how long the spans of a group took by themselves at most."""
        return max(peer.totals_ns.get(group, 0) for peer in self._peers)

    def longest_call_ns(self, call: Called) -> int:
        """Say how long one call took at most."""
        return max(peer.longest_call_ns.get(call, 0) for peer in self._peers)

    def ripple_ns(self, key: Key) -> int:
        """Say by how much a part that is steady else is out of line in health.

        Of each trace it is the most by which such a part exceeds its usual time, `key` left out; of
        all traces the most, after the tenth with the largest is put aside. A part that varies in
        several traces does not count: that is known of it, and says nothing of the others.
        """
        ripples = sorted(
            max((ns for part, ns in surprises if not _is_of(part, key)), default=0)
            for surprises in self._surprises
        )
        return _put_aside(ripples)[-1]

    @cached_property
    def repeats(self) -> Mapping[Repeated, int]:
        """Say how many like siblings there are at most on a path."""
        most: dict[Repeated, int] = {}
        for peer in self._peers:
            for alike, count in peer.repeats.items():
                most[alike] = max(most.get(alike, 0), count)
        return most

    @cached_property
    def failures(self) -> frozenset[Likeness]:
        """Name the operations that failed and did no harm."""
        return frozenset[Likeness]().union(*(peer.failures for peer in self._peers))

    @cached_property
    def always(self) -> Mapping[Likeness, tuple[int, Likeness | None]]:
        """Say of each operation that no trace lacks how many spans it has at least."""
        first, *others = (peer.operations for peer in self._peers)
        return {
            alike: (min(count, *(other[alike][0] for other in others)) if others else count, above)
            for alike, (count, above) in first.items()
            if all(alike in other for other in others)
        }

    @cached_property
    def awaited(self) -> Mapping[Likeness, int]:
        """Say of each operation how many spans of it every trace waits for, at least."""
        first, *others = (peer.awaited for peer in self._peers)
        least = {
            alike: min(count, *(other.get(alike, 0) for other in others)) if others else count
            for alike, count in first.items()
        }
        return {alike: count for alike, count in least.items() if count}

    def of_jobs(self, alike: Likeness) -> "Baseline | None":
        """Take the measure of the jobs of one operation that healthy requests left behind."""
        return build_baseline([job for peer in self._peers for job in peer.jobs.get(alike, ())])

    @cached_property
    def _surprises(self) -> Sequence[Sequence[tuple[Part, int]]]:
        return [list(self._surprises_of(peer)) for peer in self._peers]

    def _surprises_of(self, peer: Measures) -> Iterator[tuple[Part, int]]:
        for key, time_ns in peer.times_ns.items():
            first, second = self._two_highest[key]
            if isinstance(key, Part) and time_ns == first > second:
                usual_ns = self.usual_ns(key)
                if second <= STEADY * usual_ns + STEADY_NS:
                    yield key, time_ns - usual_ns

    @cached_property
    def _two_highest(self) -> Mapping[Key, tuple[int, int]]:
        highest: dict[Key, tuple[int, int]] = {}
        for peer in self._peers:
            for key, time_ns in peer.times_ns.items():
                first, second = highest.get(key, (0, 0))
                highest[key] = (max(first, time_ns), max(second, min(first, time_ns)))
        return highest


def _time_of(times_ns: Mapping[Key, int], key: Key, peer: Measures) -> int:
    return times_ns[key] if key in times_ns else peer.calls_ns.get(key, 0)


def _is_of(part: Part, key: Key) -> bool:
    return key in groups_of(part) if isinstance(key, Group) else part == key


def _put_aside(ascending: list[int]) -> list[int]:
    """Leave out the highest tenth, at least one of three or more: first requests, hiccups."""
    count = len(ascending)
    return ascending[: count - (-(-count // 10) if count > FEW_TRACES else 0)]


def build_baseline(peers: Sequence[Measures]) -> Baseline | None:
    """Take the measure of healthy traces of one operation; None if there are none."""
    return Baseline(peers) if peers else None
