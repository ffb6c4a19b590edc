"""What healthy traces of one operation have in common; `slowness` measures a trace against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from statistics import median_low
from typing import TypeVar

from tracing_sandbox.traces.judging.peer import Peer
from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.kinship import Likeness
from tracing_sandbox.traces.measuring.part import Part

ENOUGH_TRACES = 5
FEW_TRACES = 2

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Baseline:
    """The usual and the highest time of every part in `count` healthy traces, and of the whole.

    The usual time is a median. The highest counts work off the critical path as well, where that
    was longer. `excesses` says of each trace which parts most exceeded their usual time. The high
    time of the whole is the highest when the tenth of the traces that took longest is put aside.
    `repeats` holds the most like siblings seen on a path, `failures` the operations that failed
    and did no harm.
    """

    count: int
    usual_ns: Mapping[Part, int]
    highest_ns: Mapping[Part, int]
    excesses: Sequence[Sequence[tuple[int, Part]]]
    usual_whole_ns: int
    high_whole_ns: int
    repeats: Mapping[Likeness, int]
    failures: frozenset[Likeness]

    def ripple_ns(self, part: Part) -> int:
        """Say by how much one or other of the remaining parts exceeds its usual time in health.

        It is the most in any trace, after the tenth of the traces with the largest is put aside.
        """
        ripples = sorted(
            next((excess for excess, other in trace if other != part), 0) for trace in self.excesses
        )
        return _put_aside(ripples)[-1]


def build_baseline(peers: Sequence[Peer]) -> Baseline | None:
    """Take the measure of healthy traces of one operation; None if there are none."""
    if not peers:
        return None
    analyses = [peer.analysis for peer in peers]
    usual = _usual(analyses)
    durations = sorted(analysis.duration_ns for analysis in analyses)
    return Baseline(
        count=len(peers),
        usual_ns=usual,
        highest_ns=_most([peer.highest_ns for peer in peers]),
        excesses=[_excesses(analysis, usual) for analysis in analyses],
        usual_whole_ns=median_low(durations),
        high_whole_ns=_put_aside(durations)[-1],
        repeats=_most([peer.repeats for peer in peers]),
        failures=frozenset().union(*(peer.failures for peer in peers)),
    )


def _usual(peers: Sequence[Analysis]) -> dict[Part, int]:
    """Take medians over all traces; one that does not show a part spent no time in it."""
    times: dict[Part, list[int]] = {}
    for peer in peers:
        for charge in peer.charges:
            times.setdefault(charge.part, []).append(charge.time_ns)
    none = [0] * len(peers)
    return {part: median_low([*seen, *none[len(seen) :]]) for part, seen in times.items()}


def _most(of_each: Sequence[Mapping[Key, int]]) -> dict[Key, int]:
    most: dict[Key, int] = {}
    for one in of_each:
        for key, value in one.items():
            if value > most.get(key, -1):
                most[key] = value
    return most


def _excesses(peer: Analysis, usual: Mapping[Part, int]) -> list[tuple[int, Part]]:
    """Name the two parts that most exceed their usual time, so that one may be left out."""
    excesses = ((charge.time_ns - usual[charge.part], charge.part) for charge in peer.charges)
    return nlargest(2, excesses)


def _put_aside(ascending: list[int]) -> list[int]:
    """Leave out the highest tenth, at least one of three or more: first requests, hiccups."""
    count = len(ascending)
    return ascending[: count - (-(-count // 10) if count > FEW_TRACES else 0)]
