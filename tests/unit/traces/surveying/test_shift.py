"""Who shifted at a moment, among so many observations that no float holds how they can lie."""

import random
from math import comb, log

import pytest

from tests.unit.traces.drawn.sketch import MS
from tracing_sandbox.traces.measuring.part import Part
from tracing_sandbox.traces.surveying.evidence.observation import Observation, Operation
from tracing_sandbox.traces.surveying.evidence.shift import Shift, find_shift
from tracing_sandbox.traces.surveying.evidence.suspect import Suspect

ORDER = Operation(("shop", "server", "POST /order"), "201", is_job=False)
WORK = Part("shop", "POST /order", "own")


def observations_of(count: int, slower: float, of: int) -> list[Observation]:
    """Observe one part, of whose times the last ones, so many, take longer by a factor."""
    rng = random.Random(1)
    usual = [20 * MS * rng.lognormvariate(0.0, 0.2) for _ in range(count)]
    times = [round(ns * slower) if n >= count - of else round(ns) for n, ns in enumerate(usual)]
    return [_observation(number, ns) for number, ns in enumerate(times)]


def _observation(number: int, time_ns: int) -> Observation:
    return Observation(f"{number:032x}", number * MS, ORDER, time_ns, {WORK: time_ns}, {})


def found_in(observations: list[Observation]) -> Shift:
    shift = find_shift(observations)
    assert shift is not None
    return shift


@pytest.mark.parametrize("count", [60, 20_000])
def test_shift_is_found_at_its_moment_in_few_and_in_many(count: int) -> None:
    shift = found_in(observations_of(count, 1.5, count // 2))
    assert (shift.suspect.service, shift.since) == ("shop", count // 2)


@pytest.mark.parametrize("count", [60, 20_000])
def test_no_shift_is_found_where_nothing_changed(count: int) -> None:
    assert find_shift(observations_of(count, 1.0, 0)) is None


def test_orders_are_those_in_which_the_longest_may_lie() -> None:
    shift = found_in(observations_of(60, 1.5, 20))
    assert shift.suspect == Suspect("part", "shop", "", WORK)
    assert shift.log_orders == pytest.approx(log(comb(60, 60 - shift.since)))


@pytest.mark.parametrize(("count", "is_enough"), [(11, False), (12, True)])
def test_so_few_are_not_told_that_their_best_order_is_no_rarity(
    count: int, is_enough: bool
) -> None:
    # One part must be as rare as 1 in 600: 5 of 11 lie in 462 orders, 6 of 12 in 924.
    assert (find_shift(observations_of(count, 40.0, count // 2)) is not None) is is_enough
