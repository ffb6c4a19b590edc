"""Finds calls that are made again and again, and so many more of them than ever."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from tracing_sandbox.traces.measuring.kinship import Likeness
from tracing_sandbox.traces.measuring.part import Part, label
from tracing_sandbox.traces.surveying.evidence.growth import Sides
from tracing_sandbox.traces.surveying.evidence.observation import Observation
from tracing_sandbox.traces.surveying.findings.finding import Place

MORE = 1.5
FEWEST_MORE = 2


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
    """Count the spans of operations that have half as many again as they ever had.

    Of those that fewer than half of the touched ones show, the median is 0.
    """
    found = {}
    showing = Counter(alike for each in side.touched for alike in each.census)
    for alike in (each for each, count in showing.items() if count * 2 >= len(side.touched)):
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
