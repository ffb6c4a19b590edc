"""Finds calls that requests left out since some moment, and who left them out first."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import NamedTuple

from tracing_sandbox.traces.measuring.kinship import Likeness
from tracing_sandbox.traces.measuring.part import label
from tracing_sandbox.traces.reading.safe_text import safe_text
from tracing_sandbox.traces.surveying.evidence.growth import sides_of
from tracing_sandbox.traces.surveying.evidence.observation import Observation, Operation
from tracing_sandbox.traces.surveying.evidence.onset import is_new, onset_of
from tracing_sandbox.traces.surveying.findings.finding import Finding, Place, join, without

# A call that is left out alone may be a cache's hit, which comes and goes like what varies.
ALONE = 2.5
TOGETHER = 2.0
NEARLY_ALL = 0.9
# What fewer show is not usual; and of names that no two requests share there may be any number.
USUALLY = 0.2
MOST = 3


@dataclass(frozen=True, slots=True)
class Lack:
    """An operation, the one that stands above it, and the observations that lack it."""

    operation: Likeness
    above: Likeness
    lacking: frozenset[int]
    able: Sequence[int]


def find_missing(observations: Sequence[Observation]) -> tuple[list[Finding], list[Observation]]:
    """Find who leaves out calls since some moment, one after the other, and what is left."""
    found: dict[str, Finding] = {}
    left = list(observations)
    for _ in range(MOST):
        finding = _find_next(left)
        if finding is None:
            break
        left = without(left, finding.touched)
        service = finding.place.service
        found[service] = join(found[service], finding) if service in found else finding
    return list(found.values()), left


def _find_next(observations: Sequence[Observation]) -> Finding | None:
    """Find what requests leave out since some moment: the lack that most have in common.

    Several calls of one caller that are left out together are an early end, not a cache that hits.
    """
    lacks = list(_lacks(observations))
    for lack in sorted(lacks, key=lambda each: (-len(each.lacking), each.operation)):
        onset = onset_of([number in lack.lacking for number in lack.able])
        if is_new(onset, TOGETHER if _calls_lost(lack, lacks) > 1 else ALONE):
            place = _place_of(lack, observations)
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
        if len(numbers) > counts[alike] >= USUALLY * len(numbers):
            lack = [number for number in numbers if alike not in observations[number].census]
            yield alike, above, lack


def _calls_lost(lack: Lack, lacks: Sequence[Lack]) -> int:
    """Count the operations that the same requests lack, but for those beneath others of them."""
    lost = {other.operation: other.above for other in lacks if other.lacking == lack.lacking}
    return sum(above not in lost for above in lost.values())


def _place_of(lack: Lack, observations: Sequence[Observation]) -> Place:
    """Name who ended early: one service, or several in as many operations, then the commonest."""
    members: dict[Operation, set[int]] = {}
    for number in lack.lacking:
        members.setdefault(observations[number].operation, set()).add(number)
    ends = [
        end
        for operation, numbers in members.items()
        for end in [_end_of(numbers, observations, operation)] * len(numbers)
    ]
    services = Counter(end.caller[0] for end in ends)
    service = max(services, key=lambda name: (services[name], name))
    its = {end for end in ends if end.caller[0] == service}
    first = min(its)
    if len(its) > 1:
        return Place("missing", service, "", "", f"without calls that {safe_text(service)} makes")
    words = f"without {label(first.callee[0], first.callee[2])} beneath "
    words += label(first.caller[0], first.caller[2])
    target = first.callee[0] if first.callee[0] != service else ""
    return Place("missing", service, first.caller[2], target, words)


class End(NamedTuple):
    """An operation that ended early, and the first that it left out."""

    caller: Likeness
    callee: Likeness


def _end_of(numbers: set[int], observations: Sequence[Observation], operation: Operation) -> End:
    """Find, of all that these requests lack, what the deepest caller that is there left out."""
    shown = observations[min(numbers)]
    order = _usual_order(observations, operation)
    alike = [number for number, each in enumerate(observations) if each.operation == operation]
    lost = [
        End(above, lacked)
        for lacked, above, its in _lacks_of(observations, alike)
        if len(numbers.intersection(its)) >= NEARLY_ALL * len(numbers)
    ]
    left = [end for end in lost if end.caller in shown.census] or lost
    first = max(
        left, key=lambda end: (_depth(end.caller, shown), -order.get(end.callee, len(order)))
    )
    return End(_caller(first, shown), first.callee)


def _caller(end: End, shown: Observation) -> Likeness:
    """Name the operation that calls, not the span of its other calls of that name."""
    census = shown.census.get(end.caller)
    is_call = end.caller[1] == "client" and end.callee[0] != end.caller[0]
    return census.above if census and census.above and is_call else end.caller


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
    commonest = max(sides, key=lambda side: len(side.touched))
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
        usual=median_low([_spans(each) for each in commonest.usual]),
        now=median_low([_spans(each) for each in commonest.touched]),
        counted=True,
    )


def _spans(observation: Observation) -> int:
    return sum(census.count for census in observation.census.values())
