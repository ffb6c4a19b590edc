"""One thing that is wrong, as those who look for it find it; `cause` tells it."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from statistics import median_low

from tracing_sandbox.traces.judging.blame import BlameKind
from tracing_sandbox.traces.measuring.part import Part
from tracing_sandbox.traces.surveying.evidence.growth import Sides, time_of
from tracing_sandbox.traces.surveying.evidence.observation import Observation
from tracing_sandbox.traces.surveying.evidence.onset import Onset


@dataclass(frozen=True)
class Place:
    """Who is at fault, by service, operation and target, as far as it is known.

    `other_end` is who calls or is called on the same way. `words` say where, to follow 'took 1 s
    longer'; `rival` names who else it may be.
    """

    kind: BlameKind
    service: str
    operation: str
    target: str
    words: str
    other_end: str = ""
    rival: str = ""


@dataclass(frozen=True)
class Finding:
    """Who is at fault, the observations that are touched, and those to compare them with.

    `excesses_ns` are what it costs in each touched observation. `usual` and `now` are medians in
    the operation that is touched most, in nanoseconds or spans (`counted`); 0 for failures.
    `doubtful_ns` is the time of the touched that nothing may have waited for.
    """

    place: Place
    onset: Onset
    touched: Sequence[Observation]
    untouched: Sequence[Observation]
    excesses_ns: Sequence[int]
    usual: int = 0
    now: int = 0
    counted: bool = False
    doubtful_ns: int = 0


def tell(place: Place, onset: Onset, sides: Sequence[Sides], parts: AbstractSet[Part]) -> Finding:
    """Say what it costs that these parts took longer where they are touched."""
    excesses: list[int] = []
    for side in sides:
        usual_ns = median_low(_totals(parts, side.usual))
        excesses.extend(max(ns - usual_ns, 0) for ns in _totals(parts, side.touched))
    commonest = max(sides, key=lambda side: len(side.touched))
    touched = [each for side in sides for each in side.touched]
    untouched = [each for side in sides for each in side.usual]
    return Finding(
        place,
        onset,
        touched,
        untouched,
        excesses,
        usual=median_low(_totals(parts, commonest.usual)),
        now=median_low(_totals(parts, commonest.touched)),
        doubtful_ns=sum(time_of(parts, each.doubtful) for each in touched),
    )


def _totals(parts: AbstractSet[Part], observations: Iterable[Observation]) -> list[int]:
    return [time_of(parts, each.parts) for each in observations]


def join(one: Finding, other: Finding) -> Finding:
    """Make one finding of two that have a cause in common, seen in different requests."""
    onset = Onset(
        one.onset.before + other.onset.before,
        one.onset.touched + other.onset.touched,
        one.onset.after + other.onset.after,
    )
    return replace(
        one,
        onset=onset,
        touched=[*one.touched, *other.touched],
        untouched=[*one.untouched, *other.untouched],
        excesses_ns=[*one.excesses_ns, *other.excesses_ns],
    )


def without(
    observations: Sequence[Observation], touched: Sequence[Observation]
) -> list[Observation]:
    """Leave out the observations that are explained."""
    explained: Mapping[int, Observation] = {id(each): each for each in touched}
    return [each for each in observations if id(each) not in explained]
