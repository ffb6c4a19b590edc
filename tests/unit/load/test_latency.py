"""Percentiles, lag and windows of a run."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.load.made import BEGAN_NS, MS, record
from tracing_sandbox.load.measuring.latency import (
    MOST_WINDOWS,
    Spread,
    lag_of,
    nearest_rank,
    spread_by,
    spread_of,
    windows_of,
)
from tracing_sandbox.load.measuring.planted import has_failed
from tracing_sandbox.load.recording.record import Record

TIMES = st.lists(st.integers(0, 10**11), min_size=1, max_size=300)


@given(TIMES, st.floats(0.1, 100))
def test_percentile_is_the_least_that_so_many_do_not_exceed(
    times: list[int], percent: float
) -> None:
    found = nearest_rank(sorted(times), percent)
    share = sum(each <= found for each in times) / len(times)
    below = sum(each < found for each in times) / len(times)
    assert found in times
    assert share * 100 >= percent - 1e-6
    assert below * 100 < percent + 1e-6


@given(TIMES)
def test_percentiles_rise_to_the_longest(times: list[int]) -> None:
    spread = spread_of(times)
    ranks = [spread.p50, spread.p95, spread.p99, spread.max]
    assert ranks == sorted(ranks, key=lambda each: each or 0.0)
    assert spread.count == len(times)


@pytest.mark.parametrize(
    ("count", "percent", "expected"),
    [(100, 99, 99), (100, 95, 95), (100, 50, 50), (3, 50, 2), (1, 99, 1), (101, 99, 100)],
)
def test_percentile_is_at_the_nearest_rank(count: int, percent: float, expected: int) -> None:
    assert nearest_rank(range(1, count + 1), percent) == expected


def test_nothing_has_no_percentile() -> None:
    assert spread_of([]) == Spread(0, None, None, None, None)


def stalled(count: int, apart_ms: float, stall_at_ms: float, stall_ms: float) -> list[Record]:
    """What an open generator records of a server that stands still, and answers all at its end."""
    end_ms = stall_at_ms + stall_ms
    return [
        record(number, at_ms, end_ms - at_ms if stall_at_ms <= at_ms < end_ms else 5.0)
        for number, at_ms in ((number, number * apart_ms) for number in range(count))
    ]


def closed(count: int, apart_ms: float, stall_at_ms: float, stall_ms: float) -> list[Record]:
    """The same of one who sends the next request when the last is answered: late, and quick."""
    records, free_ms = [], 0.0
    for number in range(count):
        sent_ms = max(number * apart_ms, free_ms)
        stands = stall_at_ms <= sent_ms < stall_at_ms + stall_ms
        took_ms = stall_at_ms + stall_ms - sent_ms if stands else 5.0
        records.append(record(number, number * apart_ms, took_ms, sent_ms - number * apart_ms))
        free_ms = sent_ms + took_ms
    return records


def test_stall_shows_from_the_intended_start_of_an_open_generator() -> None:
    """At 100/s for 20 s, a stall of 2 s meets a tenth of all: the p95 is in its middle."""
    records = stalled(2_000, 10.0, 5_000.0, 2_000.0)
    assert spread_of(each.latency_ns for each in records).p95 == 1_000.0
    hit = [each for each in records if 5_000 <= (each.intended_ns - BEGAN_NS) / MS < 7_000]
    for each in hit:
        at_ms = (each.intended_ns - BEGAN_NS) / MS
        assert each.latency_ns / MS == pytest.approx(7_000 - at_ms, abs=5)


def test_closed_generator_hides_a_stall_from_its_own_times_but_not_from_the_intended_start() -> (
    None
):
    records = closed(2_000, 10.0, 5_000.0, 2_000.0)
    assert spread_of(each.took_ns for each in records).p95 == 5.0
    from_intended = spread_of(each.latency_ns for each in records).p95
    assert from_intended is not None
    assert from_intended > 1_000.0


def test_lag_is_of_arrivals_not_of_later_requests() -> None:
    records = [record(0, lag_ms=2), record(0, step=1, journey="look", lag_ms=90)]
    assert lag_of(records).max == 2.0


def test_times_are_told_by_name() -> None:
    records = [record(0, took_ms=7, lag_ms=3), record(0, step=1, journey="look", took_ms=4)]
    spreads = spread_by(records, lambda each: each.name)
    assert {name: each.max for name, each in spreads.items()} == {
        "POST /api/orders": 10.0,
        "GET /api/orders/[id]": 4.0,
    }


def made_requests() -> st.SearchStrategy[list[Record]]:
    request = st.builds(
        record,
        st.integers(0, 50),
        at_ms=st.floats(0, 700_000),
        took_ms=st.floats(0, 40_000),
        lag_ms=st.floats(0, 900),
        status=st.sampled_from([0, 200, 201, 409, 502]),
    )
    return st.lists(request, max_size=60)


@given(made_requests(), st.floats(0.5, 3_600))
def test_windows_add_up_to_the_run(records: Sequence[Record], duration_s: float) -> None:
    windows = windows_of(records, BEGAN_NS, duration_s, has_failed)
    assert len(windows) <= MOST_WINDOWS
    assert sum(window.requests for window in windows) == len(records)
    assert sum(window.failed for window in windows) == sum(map(has_failed, records))
    longest = max((window.lag_ms or 0.0 for window in windows), default=0.0)
    assert longest == round(max((each.lag_ns for each in records), default=0) / MS, 3)


def test_window_is_a_second_of_a_short_run_and_begins_when_requests_were_meant_to() -> None:
    records = [record(0, 999.0, took_ms=5_000), record(1, 1_000.0), record(2, 1_001.0)]
    windows = windows_of(records, BEGAN_NS, 3.0, has_failed)
    assert [(each.at_s, each.requests) for each in windows] == [(0, 1), (1, 2), (2, 0)]
    assert windows[2].p95_ms is None
