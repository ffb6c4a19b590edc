"""Two runs beside each other, with the noise said."""

from random import Random
from typing import Any

import pytest

from tests.unit.load.made import BEGAN_NS, ORDER, record
from tracing_sandbox.load.against import compare_runs
from tracing_sandbox.load.record import Record

DOCUMENT: dict[str, Any] = {
    "run": {
        "id": "first",
        "mix": {"journeys": {"order": 1.0}, "sold_out": 0.0},
        "rate": 50.0,
        "duration_s": 60.0,
        "arrivals": "poisson",
    },
    "requests": {"failed": 3},
    "join": {"lost": [], "broken": [{}]},
    "found": {"healthy_blamed": 1, "found_share": 0.98},
}


def now(**differing: Any) -> dict[str, Any]:
    run = {**DOCUMENT["run"], "id": "second", **differing}
    return {**DOCUMENT, "run": run, "join": {"lost": [{}], "broken": []}}


def sent(seed: int, more_ms: float = 0.0) -> list[Record]:
    """A minute of requests that take 20 ms, something drawn, and more."""
    chance = Random(seed)
    return [
        record(
            number,
            50.0 * number,
            20.0 + chance.expovariate(1 / 10) + more_ms,
        )
        for number in range(1_200)
    ]


def compared(records: list[Record], **differing: Any) -> dict[str, Any]:
    return compare_runs(now(**differing), records, BEGAN_NS, DOCUMENT, sent(1), BEGAN_NS)


def test_difference_between_two_runs_of_the_same_is_within_the_noise() -> None:
    found = compared(sent(2))
    assert [change["noise"] for change in found["changes"]] == [True] * 6
    assert found["sentence"] == "Nothing changed since first beyond the noise."
    assert "within the noise (" in found["changes"][0]["sentence"]


def test_slower_run_is_more_than_noise_in_all_and_by_name() -> None:
    found = compared(sent(2, more_ms=8.0))
    by_place = {(each["name"], each["of"]): each for each in found["changes"]}
    assert set(by_place) == {(name, of) for name in ("all", ORDER) for of in ("p50", "p95", "p99")}
    median = by_place["all", "p50"]
    assert not median["noise"]
    assert median["now_ms"] - median["before_ms"] == pytest.approx(8.0, abs=1.0)
    assert median["low_ms"] < 8.0 < median["high_ms"]
    assert found["sentence"].startswith("Since first: p50 of all: +")
    assert "By name 3 of 3 figures did; by chance 0.15 would." in found["sentence"]


def test_stall_of_one_second_moves_a_percentile_within_the_noise() -> None:
    """Twenty slow requests of one second are one event: seconds are drawn again, not requests."""
    stalled = sent(2)
    stalled[400:420] = [record(number, 50.0 * number, 900.0) for number in range(400, 420)]
    (p99,) = [
        each
        for each in compared(stalled)["changes"]
        if (each["name"], each["of"]) == ("all", "p99")
    ]
    assert p99["now_ms"] > 2 * p99["before_ms"]
    assert p99["noise"]


def test_same_records_give_the_same_interval() -> None:
    assert compared(sent(2)) == compared(sent(2))


def test_runs_that_were_asked_differently_are_not_compared_and_it_is_said() -> None:
    mix = {**DOCUMENT["run"]["mix"], "sold_out": 0.1}
    found = compared(sent(2), rate=80.0, mix=mix)
    assert (found["comparable"], found["changes"]) == (False, [])
    assert found["sentence"] == (
        "Not compared with first, as these differ: the mix (sold_out); "
        "rate (50.0 before, 80.0 now)."
    )


def test_counts_stand_beside_each_other() -> None:
    counts = {each["name"]: (each["before"], each["now"]) for each in compared(sent(2))["counts"]}
    assert counts == {
        "requests failed": (3, 3),
        "traces lost": (0, 1),
        "traces broken": (1, 0),
        "healthy blamed": (1, 1),
        "share found": (0.98, 0.98),
    }
