"""Finds who takes somewhat longer since a moment, in all traces."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from tracing_sandbox.traces.measuring.part import Part
from tracing_sandbox.traces.surveying.evidence.contrast import contrast
from tracing_sandbox.traces.surveying.evidence.growth import (
    account_for,
    grown_parts,
    sides_of,
    time_in,
)
from tracing_sandbox.traces.surveying.evidence.observation import Observation
from tracing_sandbox.traces.surveying.evidence.onset import Onset
from tracing_sandbox.traces.surveying.evidence.shift import find_shift
from tracing_sandbox.traces.surveying.evidence.suspect import Suspect, suspects_of
from tracing_sandbox.traces.surveying.findings.finding import Finding, tell
from tracing_sandbox.traces.surveying.findings.places import place_of

MOST = 2
SURELY_GROWN = 3.0


def find_gradual(observations: Sequence[Observation]) -> list[Finding]:
    """Find who takes somewhat longer since a moment, one of a row, and who besides."""
    found: list[Finding] = []
    left = list(observations)
    while len(found) < MOST and (shift := find_shift(left)):
        suspect = _widened(shift.suspect, shift.since, left)
        found.append(_tell(suspect, shift.since, left))
        left = _without_suspect(left, suspect)
    return found


def _widened(suspect: Suspect, since: int, observations: Sequence[Observation]) -> Suspect:
    """Choose a wider suspect if what it has besides grew as well, the one where that is surest."""
    parts = {part for each in observations for part in each.parts}
    mine = {part for part in parts if suspect in suspects_of(part)}
    wider = set.intersection(*(set(suspects_of(part)) for part in mine)) - {suspect}
    besides = {
        each: _growth(
            {part for part in parts - mine if each in suspects_of(part)}, since, observations
        )
        for each in wider
        if each.scope != "around"
    }
    surest = max(besides, key=lambda each: (besides[each], each.service), default=suspect)
    return surest if besides.get(surest, 0.0) >= SURELY_GROWN else suspect


def _growth(parts: AbstractSet[Part], since: int, observations: Sequence[Observation]) -> float:
    """Say how surely parts take longer since an observation, as z."""
    showing = [
        number
        for number, each in enumerate(observations)
        if not each.parts.keys().isdisjoint(parts)
    ]
    sides = sides_of(set(showing[bisect_left(showing, since) :]), observations)
    return contrast((time_in(parts, side.touched), time_in(parts, side.usual)) for side in sides)


def _without_suspect(observations: Iterable[Observation], suspect: Suspect) -> list[Observation]:
    return [
        replace(
            each,
            parts={part: ns for part, ns in each.parts.items() if suspect not in suspects_of(part)},
        )
        for each in observations
    ]


def _tell(suspect: Suspect, since: int, observations: Sequence[Observation]) -> Finding:
    showing = [
        number
        for number, each in enumerate(observations)
        if any(suspect in suspects_of(part) for part in each.parts)
    ]
    before = bisect_left(showing, since)
    touched = set(showing[before:])
    sides = sides_of(touched, observations)
    parts = {part for each in observations for part in each.parts if suspect in suspects_of(part)}
    accounts = account_for(grown_parts(sides))
    onset = Onset(before, len(touched), len(touched))
    return tell(place_of(suspect, accounts), onset, sides, parts)
