"""Finds calls that are missing or made again and again: by how many spans operations have."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from tracing_sandbox.traces.measuring.kinship import Likeness
from tracing_sandbox.traces.measuring.part import Part, label
from tracing_sandbox.traces.surveying.finding import Finding, Place
from tracing_sandbox.traces.surveying.growth import Sides, sides_of
from tracing_sandbox.traces.surveying.observation import Observation, Operation
from tracing_sandbox.traces.surveying.onset import is_new, onset_of

# A call that is left out alone may be a cache's hit, which comes and goes like what varies.
ALONE = 2.5
TOGETHER = 1.0
NEARLY_ALL = 0.9
MORE = 1.5
FEWEST_MORE = 2


@dataclass(frozen=True, slots=True)
class Lack:
    """An operation, the one that stands above it, and the observations that lack it."""

    operation: Likeness
    above: Likeness
    lacking: frozenset[int]
    able: Sequence[int]


def find_missing(observations: Sequence[Observation]) -> Finding | None:
    """Find what requests leave out since some moment: the lack that most have in common.

    Several calls of one caller that are left out together are an early end, not a cache that hits.
    """
    lacks = list(_lacks(observations))
    for lack in sorted(lacks, key=lambda each: (-len(each.lacking), each.operation)):
        onset = onset_of([number in lack.lacking for number in lack.able])
        if is_new(onset, TOGETHER if _calls_lost(lack, lacks) > 1 else ALONE):
            place = _place_of(lack, lacks, observations)
            return _tell(place, lack, observations)
    return None


def _lacks(observations: Sequence[Observation]) -> Iterator[Lack]:
    members: dict[Operation, list[int]] = {}
    for number, observation in enumerate(observations):
        if observation.census:
            members.setdefault(observation.operation, []).append(number)
    lacking: dict[Likeness, tuple[set[int], list[int], Likeness]] = {}
    for numbers in members.values():
        for alike, above, its in _lacks_of(observations, numbers):
            of_all, able, _ = lacking.setdefault(alike, (set(), [], above))
            of_all.update(its)
            able.extend(numbers)
    for alike, (lack, able, above) in lacking.items():
        yield Lack(alike, above, frozenset(lack), sorted(able))


def _lacks_of(
    observations: Sequence[Observation], numbers: Sequence[int]
) -> Iterator[tuple[Likeness, Likeness, list[int]]]:
    seen: dict[Likeness, Likeness] = {}
    counts: dict[Likeness, int] = {}
    for number in numbers:
        for alike, census in observations[number].census.items():
            counts[alike] = counts.get(alike, 0) + 1
            if census.above:
                seen.setdefault(alike, census.above)
    for alike, above in seen.items():
        if counts[alike] < len(numbers):
            lack = [number for number in numbers if alike not in observations[number].census]
            yield alike, above, lack


def _calls_lost(lack: Lack, lacks: Sequence[Lack]) -> int:
    """Count the operations that the same requests lack, but for those beneath others of them."""
    lost = {other.operation: other.above for other in lacks if other.lacking == lack.lacking}
    return sum(above not in lost for above in lost.values())


def _place_of(lack: Lack, lacks: Sequence[Lack], observations: Sequence[Observation]) -> Place:
    """Name who ended early: the deepest that is still there, and the first that it left out."""
    lost = [
        other
        for other in lacks
        if len(other.lacking & lack.lacking) >= NEARLY_ALL * len(lack.lacking)
    ]
    shown = observations[min(lack.lacking)]
    order = _usual_order(observations, shown.operation)
    left = [other for other in lost if other.above in shown.census] or [lack]
    first = max(
        left, key=lambda each: (_depth(each.above, shown), -order.get(each.operation, len(order)))
    )
    caller, callee = first.above, first.operation
    words = f"{label(callee[0], callee[2])} beneath {label(caller[0], caller[2])}"
    target = callee[0] if callee[0] != caller[0] else ""
    return Place("missing", caller[0], caller[2], target, words)


def _usual_order(observations: Sequence[Observation], operation: Operation) -> dict[Likeness, int]:
    whole = max(
        (each for each in observations if each.operation == operation),
        key=lambda each: len(each.census),
    )
    return {alike: place for place, alike in enumerate(whole.census)}


def _depth(alike: Likeness | None, observation: Observation) -> int:
    depth = 0
    while alike and alike in observation.census and depth < len(observation.census):
        alike = observation.census[alike].above
        depth += 1
    return depth


def _tell(place: Place, lack: Lack, observations: Sequence[Observation]) -> Finding:
    onset = onset_of([number in lack.lacking for number in lack.able])
    sides = sides_of(lack.lacking, observations)
    touched = [observations[number] for number in sorted(lack.lacking)]
    untouched = [each for side in sides for each in side.usual]
    usual = {
        side.touched[0].operation: median_low([each.duration_ns for each in side.usual])
        for side in sides
    }
    return Finding(
        place,
        onset,
        touched,
        untouched,
        [usual.get(each.operation, each.duration_ns) for each in touched],
        usual=median_low([_spans(each) for each in untouched or touched]),
        now=median_low([_spans(each) for each in touched]),
        counted=True,
    )


def _spans(observation: Observation) -> int:
    return sum(census.count for census in observation.census.values())


@dataclass(frozen=True, slots=True)
class Repeated:
    """Who makes more calls than usual, and how many spans they are, usually and now."""

    place: Place
    usual: int
    now: int


def find_repeated(sides: Sequence[Sides], grown: Mapping[Part, int]) -> Repeated | None:
    """Find whose calls have become so many that they account for half of the growth."""
    total_ns = sum(grown.values())
    for side in sides:
        more = _more_spans(side)
        of_them = {(alike[0], alike[2]) for alike in more}
        its_ns = sum(ns for part, ns in grown.items() if (part.service, part.operation) in of_them)
        if not more or its_ns * 2 < total_ns:
            continue
        census = side.touched[0].census
        tops = [each for each in more if each in census and census[each].above not in more]
        if tops and (found := _tell_repeated(max(tops, key=lambda each: more[each]), side, more)):
            return found
    return None


def _more_spans(side: Sides) -> dict[Likeness, int]:
    """Count the spans of operations that have half as many again as they ever had."""
    found = {}
    for alike in {alike for each in side.touched for alike in each.census}:
        now = median_low([_count(alike, each) for each in side.touched])
        most = max(_count(alike, each) for each in side.usual)
        if most and now >= max(MORE * most, most + FEWEST_MORE):
            found[alike] = now
    return found


def _count(alike: Likeness, observation: Observation) -> int:
    census = observation.census.get(alike)
    return census.count if census else 0


def _tell_repeated(top: Likeness, side: Sides, more: Mapping[Likeness, int]) -> Repeated | None:
    above = side.touched[0].census[top].above
    if above is None:
        return None
    usual = median_low([_count(top, each) for each in side.usual])
    words = f"in {label(above[0], above[2])}"
    return Repeated(Place("repetition", above[0], above[2], "", words), usual, more[top])
