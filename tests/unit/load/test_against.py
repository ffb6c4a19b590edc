"""Two runs beside each other, with the noise said."""

from random import Random
from typing import Any

import pytest

from tests.unit.load.made import BEGAN_NS, ORDER, record
from tracing_sandbox.load.judging.against import compare_runs
from tracing_sandbox.load.recording.record import Record

DOCUMENT: dict[str, Any] = {
    "run": {
        "id": "first",
        "mix": {"journeys": {"order": 1.0}, "sold_out": 0.0},
        "rate": 50.0,
        "duration_s": 60.0,
        "arrivals": "poisson",
        "stopped_after_s": None,
        "plan_sha256": "a1",
        "times_sha256": "b2",
    },
    "verdict": {"valid": True},
    "requests": {"failed": 3, "arrivals_planned": 5},
    "told": {"blamed": {"1": "thirdparty look_up_price (own)"}, "unread": [4]},
    "join": {"lost": [], "broken": [{}]},
    "found": {"healthy_blamed": 1, "borne_out": 1, "found_share": 0.98},
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
    assert found["sentence"] == (
        "Nothing changed since first beyond the noise. The plan is the same, and the traces of 4 "
        "of 4 arrivals say the same."
    )
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
    found = compared(sent(2), rate=80.0, mix=mix, plan_sha256="c3")
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
        "of these, the record agrees": (1, 1),
        "share found": (0.98, 0.98),
    }


def test_limits_do_not_keep_runs_from_being_compared() -> None:
    mix = {**DOCUMENT["run"]["mix"], "at_most": {"p95_ms": 500.0}}
    assert compared(sent(2), mix=mix)["differs"] == []


def between(before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    return compare_runs(now, sent(2), BEGAN_NS, before, sent(1), BEGAN_NS)


def run_of(document: dict[str, Any], **differing: Any) -> dict[str, Any]:
    return {**document, "run": {**document["run"], **differing}}


def test_files_of_arrivals_are_compared_by_their_times_and_not_by_their_names() -> None:
    before = run_of(DOCUMENT, arrivals="a.txt")
    moved = run_of(before, arrivals="moved/a.txt", plan_sha256="c3")
    assert between(before, moved)["differs"] == []
    changed = run_of(before, times_sha256="c3", plan_sha256="c3")
    assert between(before, changed)["differs"] == [
        "arrivals (other times in a.txt before than in a.txt now)"
    ]
    assert between(before, run_of(before, arrivals="ramp"))["differs"] == [
        "arrivals (a.txt before, ramp now)"
    ]


def test_run_that_is_not_valid_or_was_stopped_is_said() -> None:
    stopped = run_of(DOCUMENT, stopped_after_s=12.34)
    bad = {**now(), "verdict": {"valid": False}}
    found = between(stopped, bad)
    assert found["doubts"] == ["First was stopped after 12.3 s.", "This run is not valid."]
    assert found["sentence"].endswith("First was stopped after 12.3 s. This run is not valid.")


def test_explanations_of_the_same_plan_are_compared_by_arrival() -> None:
    """Arrivals of which either trace was not read are left out."""
    blamed = {"1": "thirdparty look_up_price (own)", "2": "frontend save_order (own)"}
    later = {**now(), "told": {"blamed": blamed, "unread": [0]}}
    assert between(DOCUMENT, later)["same_told"] == {"arrivals": 3, "same": 2}
    assert between(DOCUMENT, run_of(later, plan_sha256="c3"))["same_told"] is None
    older = {key: each for key, each in DOCUMENT.items() if key != "told"}
    assert between(older, later)["same_told"] is None
