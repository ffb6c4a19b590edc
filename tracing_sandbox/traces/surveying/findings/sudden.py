"""Finds what makes some traces stand apart from the others of their operation, since a moment."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tracing_sandbox.traces.measuring.figures import MILLISECOND
from tracing_sandbox.traces.measuring.part import Part
from tracing_sandbox.traces.surveying.evidence.growth import (
    Sides,
    account_for,
    grown_parts,
    prime_suspect,
    sides_of,
)
from tracing_sandbox.traces.surveying.evidence.observation import Observation, Operation
from tracing_sandbox.traces.surveying.evidence.onset import FEWEST, Onset, is_new, onset_of
from tracing_sandbox.traces.surveying.evidence.series import Excess, Point, series_of, stand_out
from tracing_sandbox.traces.surveying.evidence.suspect import Suspect, suspects_of
from tracing_sandbox.traces.surveying.findings.finding import Finding, tell
from tracing_sandbox.traces.surveying.findings.places import place_of
from tracing_sandbox.traces.surveying.findings.repeated import find_repeated

LEAST_GAIN_NS = 5 * MILLISECOND
MOST = 5


@dataclass(frozen=True)
class Pattern:
    """A suspect that stands out in some observations: in which, since when, how evenly."""

    suspect: Suspect
    excesses: Sequence[Excess]
    onset: Onset
    spread: float

    @property
    def cost_ns(self) -> int:
        """Add up the time that it costs."""
        return sum(excess.excess_ns for excess in self.excesses)


def find_sudden(observations: Sequence[Observation]) -> tuple[list[Finding], list[Observation]]:
    """Find what stands out since some moment, the surest first, and what is left without it.

    The surest is not the costliest: a wide suspect takes in the noise beside a fault, and came
    less plainly.
    """
    found: list[Finding] = []
    left = list(observations)
    for _ in range(MOST):
        patterns = list(_new_patterns(left))
        if not patterns:
            break
        pattern = min(patterns, key=lambda each: (each.onset.chance, -each.cost_ns))
        touched = {excess.number for excess in pattern.excesses}
        sides = sides_of(touched, left)
        grown = grown_parts(sides)
        if sum(grown.values()) >= LEAST_GAIN_NS * len(touched):
            found.append(_find(pattern.onset, sides, grown))
        elif not grown:
            found.append(_find_as_a_whole(patterns, pattern, sides))
        left = _cleared(left, touched, grown, pattern.suspect)
    return found, left


def _find_as_a_whole(
    patterns: Iterable[Pattern], pattern: Pattern, sides: Sequence[Sides]
) -> Finding:
    """Name the suspect itself where no two requests name its parts alike."""
    accounts = {each.suspect: each.cost_ns for each in patterns if each.onset == pattern.onset}
    suspect = prime_suspect(accounts, max(accounts.values()))
    every = {part for side in sides for each in (*side.touched, *side.usual) for part in each.parts}
    parts = {part for part in every if suspect in suspects_of(part)}
    return tell(place_of(suspect, {}), pattern.onset, sides, parts)


def _find(onset: Onset, sides: Sequence[Sides], grown: Mapping[Part, int]) -> Finding:
    """Name who makes more calls than usual or, if nobody does, who accounts for the time."""
    repeated = find_repeated(sides, grown)
    if repeated:
        finding = tell(repeated.place, onset, sides, grown.keys())
        return replace(finding, usual=repeated.usual, now=repeated.now, counted=True)
    accounts = account_for(grown)
    suspect = prime_suspect(accounts, sum(grown.values()))
    parts = {part for part in grown if suspect in suspects_of(part)}
    return tell(place_of(suspect, accounts), onset, sides, parts)


def _new_patterns(observations: Sequence[Observation]) -> Iterator[Pattern]:
    for pattern in patterns_of(observations):
        if is_new(pattern.onset, pattern.spread):
            yield pattern


def patterns_of(observations: Sequence[Observation]) -> Iterator[Pattern]:
    """Yield every suspect that stands out in four observations or more."""
    for suspect, by_operation in series_of(observations).items():
        pattern = _pattern_of(suspect, by_operation)
        if len(pattern.excesses) >= FEWEST:
            yield pattern


def _pattern_of(suspect: Suspect, by_operation: Mapping[Operation, Sequence[Point]]) -> Pattern:
    excesses: list[Excess] = []
    able: list[int] = []
    spread = 1.0
    for points in by_operation.values():
        found = stand_out(points)
        if found:
            sizes = [excess.excess_ns for excess in found]
            spread = max(spread, max(sizes) / min(sizes))
            able.extend(point.number for point in points)
            excesses.extend(found)
    touched = {excess.number for excess in excesses}
    return Pattern(
        suspect, excesses, onset_of([number in touched for number in sorted(able)]), spread
    )


def _cleared(
    observations: Sequence[Observation],
    touched: set[int],
    grown: Collection[Part],
    suspect: Suspect,
) -> list[Observation]:
    """Take what is explained out of the touched observations, so that the next can be seen."""
    return [
        replace(each, parts=_spared(each, grown, suspect)) if number in touched else each
        for number, each in enumerate(observations)
    ]


def _spared(observation: Observation, grown: Collection[Part], suspect: Suspect) -> dict[Part, int]:
    return {
        part: ns
        for part, ns in observation.parts.items()
        if part not in grown and suspect not in suspects_of(part)
    }
