"""The times of every suspect in the requests of every operation, in order of time."""

from collections.abc import Sequence
from statistics import median_low
from typing import NamedTuple, TypeAlias

from tracing_sandbox.traces.measuring.figures import MILLISECOND
from tracing_sandbox.traces.surveying.evidence.observation import Observation, Operation
from tracing_sandbox.traces.surveying.evidence.suspect import Suspect, suspects_of

LEAST_GAP_NS = 10 * MILLISECOND
LEAST_RATIO = 1.5
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
    spread of all that are low; it is one and a half times that spread or more, and 10 ms.
    """
    times = sorted(point.time_ns for point in points)
    best = max(
        range(FEWEST_BELOW, len(times)),
        key=lambda place: _ratio(times, place),
        default=0,
    )
    if len(times) < FEWEST or _ratio(times, best) < LEAST_RATIO:
        return []
    limit_ns, usual_ns = times[best], median_low(times[:best])
    return [
        Excess(point.number, point.time_ns - usual_ns)
        for point in points
        if point.time_ns >= limit_ns
    ]


def _ratio(times: Sequence[int], place: int) -> float:
    gap_ns = times[place] - times[place - 1]
    if gap_ns < LEAST_GAP_NS:
        return 0.0
    return gap_ns / max(times[place - 1] - times[0], MILLISECOND)
