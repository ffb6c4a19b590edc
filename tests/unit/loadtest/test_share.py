import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadtest.otel_settings import ENDPOINTS, TOLD, read_own, take_over
from loadtest.share import Share, split_plan
from loadtest.wall_clock import NS_PER_S, WallClock
from tracing_sandbox.load.planning.plan import Arrival

PLANS = st.integers(0, 60).map(
    lambda count: [Arrival(number, 0.5 * number, "order", "TEA", 1) for number in range(count)]
)


@given(PLANS, st.integers(1, 7))
def test_each_arrival_has_one_worker_by_its_number(plan: list[Arrival], workers: int) -> None:
    shares = split_plan(plan, workers, None)
    assert [share.worker for share in shares] == list(range(workers))
    given_to = {each.number: share.worker for share in shares for each in share.arrivals}
    assert given_to == {each.number: each.number % workers for each in plan}
    assert sum(len(share.arrivals) for share in shares) == len(plan)


@given(PLANS, st.integers(1, 7))
def test_share_is_read_as_it_was_written(plan: list[Arrival], workers: int) -> None:
    for share in split_plan(plan, workers, 7):
        assert Share.from_message(share.to_message()) == share


def test_shares_count_from_one_moment_and_have_one_key_a_run() -> None:
    before_ns = time.time_ns()
    shares = split_plan([], 3, None)
    assert len({(share.began_ns, share.run_key) for share in shares}) == 1
    assert before_ns + NS_PER_S <= shares[0].began_ns <= time.time_ns() + NS_PER_S
    [again] = split_plan([], 1, 12345)
    assert again.began_ns == 12345
    assert again.run_key != shares[0].run_key


def test_own_environment_goes_before_the_masters(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in TOLD:
        monkeypatch.setenv(name, "")
    one, whole = ENDPOINTS
    told = {whole: "http://192.0.2.7:4318", "OTEL_TRACES_SAMPLER": "always_off"}
    own = {one: "http://192.0.2.8:4318/v1/traces"}
    monkeypatch.setenv(one, own[one])
    take_over(told)
    assert read_own() == {**own, "OTEL_TRACES_SAMPLER": "always_off"}
    monkeypatch.setenv(one, "")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "always_on")
    take_over(told)
    assert read_own() == {**told, "OTEL_TRACES_SAMPLER": "always_on"}


@given(st.integers(0, 2**62))
def test_readings_lie_whole_microseconds_from_the_beginning(began_ns: int) -> None:
    clock = WallClock(began_ns)
    readings = [clock.now_ns() for _ in range(20)]
    assert readings == sorted(readings)
    assert {(reading - began_ns) % 1_000 for reading in readings} == {0}


def test_clock_tells_the_time_and_what_is_due() -> None:
    began_ns = time.time_ns()
    clock = WallClock(began_ns)
    assert abs(clock.now_ns() - time.time_ns()) < NS_PER_S
    assert clock.planned_ns(1500.25) == began_ns + 1_500_250_000
    assert 0 < clock.s_until(clock.planned_ns(60_000)) < 60
    assert clock.s_until(began_ns - NS_PER_S) < -1
