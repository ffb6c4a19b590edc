"""The times of every suspect in the requests of every operation, in order of time."""

from collections.abc import Sequence
from statistics import median_low
from typing import NamedTuple, TypeAlias

from tracing_sandbox.traces.measuring.figures import MILLISECOND
from tracing_sandbox.traces.surveying.evidence.observation import Observation, Operation
from tracing_sandbox.traces.surveying.evidence.suspect import Suspect, suspects_of

LEAST_GAP_NS = 10 * MILLISECOND
LEAST_RATIO = 1.5
RARELY = 50.0
FEWEST = 4
FEWEST_BELOW = 2


class Point(NamedTuple):
    """How long a suspect took in the observation of this number."""

    number: int
    time_ns: int


Series: TypeAlias = dict[Suspect, dict[Operation, list[Point]]]


def series_of(observations: Sequence[Observation]) -> Series:
    """List the times of each suspect by operation; where it has no part there is no point."""
    series: Series = {}
    for number, observation in enumerate(observations):
        totals: dict[Suspect, int] = {}
        for part, time_ns in observation.parts.items():
            for suspect in suspects_of(part):
                totals[suspect] = totals.get(suspect, 0) + time_ns
        for suspect, time_ns in totals.items():
            by_operation = series.setdefault(suspect, {})
            by_operation.setdefault(observation.operation, []).append(Point(number, time_ns))
    return series


class Excess(NamedTuple):
    """The observation in which something took longer than usual, and by how much."""

    number: int
    excess_ns: int


def stand_out(points: Sequence[Point]) -> list[Excess]:
    """List what stands apart from the usual times of one operation.

    The times fall apart into low and high ones where the gap between them is widest beside the
    spread of all that are low. It must be wider than in one of fifty rows of times that lie
    evenly, one and a half times that spread or more, and 10 ms.
    """
    times = sorted(point.time_ns for point in points)
    if len(times) < FEWEST:
        return []
    best = max(range(FEWEST_BELOW, len(times)), key=lambda place: _width(times, place))
    if _width(times, best) < 1.0:
        return []
    limit_ns, usual_ns = times[best], median_low(times[:best])
    return [
        Excess(point.number, point.time_ns - usual_ns)
        for point in points
        if point.time_ns >= limit_ns
    ]


def _width(times: Sequence[int], place: int) -> float:
    """Measure the gap before a place by how wide it must be.

    Where times lie evenly (exponential gaps), a gap is r times the spread of the n times below it
    in one of (1 + r)^(n-1) cases.
    """
    gap_ns = times[place] - times[place - 1]
    if gap_ns < LEAST_GAP_NS:
        return 0.0
    ratio = gap_ns / max(times[place - 1] - times[0], MILLISECOND)
    least = float(RARELY ** (1 / (place - 1))) - 1
    return ratio / max(LEAST_RATIO, least)
