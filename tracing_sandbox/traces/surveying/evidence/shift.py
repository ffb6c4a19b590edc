"""Finds the suspect whose times moved at a moment, in all traces, though no single one shows it."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import lgamma, log
from statistics import NormalDist, median_low

from tracing_sandbox.traces.measuring.part import Part
from tracing_sandbox.traces.surveying.evidence.contrast import (
    Moments,
    Sums,
    logarithms,
    normal_scores,
    tame,
)
from tracing_sandbox.traces.surveying.evidence.observation import Observation, Operation
from tracing_sandbox.traces.surveying.evidence.series import Point, series_of
from tracing_sandbox.traces.surveying.evidence.suspect import Suspect, specificity, suspects_of

MOMENTS = 30
FALSE_ALARMS = 0.01
# As many moments as are independent: the traces on one side of two that are near are nearly alike.
APART = 6
LEAST_BY_RANKS = 3.0
LEAST_GROWTH = 0.1
LEAST_SHARE = 0.01
FEWEST = 5
FEWEST_SHARE = 0.2
PRIOR_FREEDOM = 8.0
# As many orders as are needed are enough, whatever rounding makes of their logarithm.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Row:
    """The times of a suspect in one operation in order of time, summed up to each place."""

    numbers: Sequence[int]
    times_ns: Sequence[int]
    whole_ns: int
    by_time: Sequence[Moments]
    by_rank: Sequence[Moments]


@dataclass(frozen=True, slots=True)
class Shift:
    """A suspect that takes longer since an observation's number, and how sure that is, as z.

    In one of so many orders of its times all that are long come last: `log_orders` is the natural
    logarithm of their number, which a float cannot hold from a thousand times on.
    """

    suspect: Suspect
    since: int
    z: float
    by_ranks: float
    log_orders: float


def find_shift(observations: Sequence[Observation]) -> Shift | None:
    """Find who shifted most surely: by ranks, of those whose times show it beyond chance.

    A suspect counts if it grew by a tenth, and by a hundredth of the whole. Its z must be so high
    that in one of a hundred sets of traces in which nothing changed some part has it at some
    moment, and its traces so many that the best of all their orders is as rare. By ranks, which do
    not mind how times are distributed, the z must be 3.
    """
    series = series_of(observations)
    rows = {suspect: _rows(times, observations) for suspect, times in series.items()}
    spread = _spread(rows)
    evenness = _evenness(observations)
    chance = FALSE_ALARMS / max(APART * sum(suspect.scope == "part" for suspect in series), 1)
    least, least_log_orders = NormalDist().inv_cdf(1 - chance), -log(chance) - ROUNDING
    shifts = (
        shift
        for suspect, its in rows.items()
        if suspect.scope != "around"
        for shift in _shifts(suspect, its, spread * evenness.get(suspect, 1.0), len(observations))
        if shift.z >= least and shift.log_orders >= least_log_orders
    )
    return max(shifts, key=_sureness, default=None)


def _sureness(shift: Shift) -> tuple[float, int, str]:
    return shift.by_ranks, -specificity(shift.suspect), shift.suspect.service


def _rows(
    times: Mapping[Operation, Sequence[Point]], observations: Sequence[Observation]
) -> list[Row]:
    return [_row(points, observations) for points in times.values() if len(points) > 1]


def _row(points: Sequence[Point], observations: Sequence[Observation]) -> Row:
    times = [point.time_ns for point in points]
    return Row(
        [point.number for point in points],
        times,
        median_low([observations[point.number].duration_ns for point in points]),
        _summed_up(tame(logarithms(times))),
        _summed_up(normal_scores(times)),
    )


def _summed_up(values: Sequence[float]) -> list[Moments]:
    totals = accumulate(values, initial=0.0)
    squares = accumulate((value * value for value in values), initial=0.0)
    return [Moments(n, *both) for n, both in enumerate(zip(totals, squares, strict=True))]


def _spread(rows: Mapping[Suspect, Sequence[Row]]) -> float:
    """Say how much parts usually vary: the median of their variances, as logarithms."""
    variances = []
    for suspect, its in rows.items():
        freedom = sum(len(row.times_ns) - 1 for row in its)
        if suspect.scope == "part" and freedom:
            variances.append(sum(row.by_time[-1].squares for row in its) / freedom)
    return median_low(variances) if variances else 0.0


def _evenness(observations: Iterable[Observation]) -> dict[Suspect, float]:
    """Say how much less a suspect should vary than a part: 1/n for n parts of equal length."""
    totals: dict[Part, int] = {}
    for observation in observations:
        for part, ns in observation.parts.items():
            totals[part] = totals.get(part, 0) + ns
    sums: dict[Suspect, tuple[int, int]] = {}
    for part, ns in totals.items():
        for suspect in suspects_of(part):
            total, squares = sums.get(suspect, (0, 0))
            sums[suspect] = (total + ns, squares + ns * ns)
    return {suspect: squares / max(total, 1) ** 2 for suspect, (total, squares) in sums.items()}


def _shifts(suspect: Suspect, rows: Sequence[Row], variance: float, count: int) -> Iterator[Shift]:
    moments = sorted({round(count * step / MOMENTS) for step in range(1, MOMENTS)})
    for since in moments:
        shift = _shift_at(suspect, rows, variance, since)
        if shift:
            yield shift


def _shift_at(suspect: Suspect, rows: Sequence[Row], variance: float, since: int) -> Shift | None:
    by_time, by_rank = Sums(squares=PRIOR_FREEDOM * variance, freedom=PRIOR_FREEDOM), Sums()
    split = [
        (row, place)
        for row in rows
        if 0 < (place := bisect_left(row.numbers, since)) < len(row.numbers)
    ]
    before = sum(place for _, place in split)
    after = sum(len(row.numbers) for row, _ in split) - before
    if min(before, after) < max(FEWEST, FEWEST_SHARE * (before + after)):
        return None
    for row, place in split:
        by_time.add(row.by_time[-1] - row.by_time[place], row.by_time[place])
        by_rank.add(row.by_rank[-1] - row.by_rank[place], row.by_rank[place])
    if by_time.z < LEAST_BY_RANKS or by_rank.z < LEAST_BY_RANKS or not _is_worth_it(split):
        return None
    log_orders = sum(_log_orders(len(row.numbers), place) for row, place in split)
    return Shift(suspect, since, by_time.z, by_rank.z, log_orders)


def _log_orders(count: int, chosen: int) -> float:
    """Give the logarithm of how many ways there are to choose so many of them."""
    return lgamma(count + 1) - lgamma(chosen + 1) - lgamma(count - chosen + 1)


def _is_worth_it(split: Iterable[tuple[Row, int]]) -> bool:
    gain_ns, usual_ns, whole_ns = 0, 0, 0
    for row, place in split:
        touched, times = len(row.times_ns) - place, row.times_ns
        usual = median_low(times[:place])
        gain_ns += touched * (median_low(times[place:]) - usual)
        usual_ns += touched * usual
        whole_ns += touched * row.whole_ns
    return gain_ns >= LEAST_GROWTH * usual_ns and gain_ns >= LEAST_SHARE * whole_ns
