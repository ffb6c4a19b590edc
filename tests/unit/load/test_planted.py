"""Which requests failed, and which of them because of what was planted."""

import pytest

from tests.unit.load.made import arrival, record
from tracing_sandbox.load.measuring.planted import (
    CUT_OFF,
    NOTHING,
    failures_of,
    has_failed,
    planted_in,
)

PLANTED = planted_in(
    [
        arrival(0),
        arrival(1, journey="look", scenario="third-party-hangs"),
        arrival(2, sold_out=True),
    ]
)


@pytest.mark.parametrize(
    ("status", "problem", "failed"),
    [
        (201, None, False),
        (200, "another order than the one that was placed", True),
        (409, None, True),
        (502, "answered 502", True),
        (0, "connection refused", True),
        (0, CUT_OFF, False),
    ],
)
def test_request_has_failed_without_the_answer_that_it_asked_for(
    status: int, problem: str | None, failed: bool
) -> None:
    assert has_failed(record(0, status=status, problem=problem)) is failed


@pytest.mark.parametrize(
    ("scenario", "status", "problem", "as_planted"),
    [
        ("third-party-hangs", 504, "504", True),
        ("third-party-hangs", 0, "no answer within 35 s", True),
        ("n-plus-one", 500, "500", False),
        ("n-plus-one", 0, "connection refused", False),
        ("swallowed-failure", 502, "502", False),
        ("exporter-dead", 500, "500", False),
        ("job-outlives-request", 201, "201 for an order that is not confirmed", True),
        ("job-outlives-request", 500, "500", False),
        ("job-outlives-request", 0, "connection refused", False),
    ],
)
def test_failure_is_as_planted_only_where_that_is_how_it_is_felt(
    scenario: str, status: int, problem: str, as_planted: bool
) -> None:
    planted = planted_in([arrival(0, scenario=scenario)])
    failures = failures_of([record(0, status=status, problem=problem)], planted)
    assert (len(failures.failed), len(failures.as_planted)) == (1, int(as_planted))


def test_failure_of_the_order_alone_is_as_planted() -> None:
    hangs, looked = (record(1, journey="look", step=step, status=504) for step in range(2))
    refused, broken = record(2, status=409), record(2, status=500)
    alone = record(0, status=502)
    failures = failures_of([hangs, looked, refused, alone, record(3)], PLANTED)
    assert failures.failed == [hangs, looked, refused, alone]
    assert failures.as_planted == [hangs, refused]
    assert failures.unplanted == [looked, alone]
    assert failures_of([broken], PLANTED).unplanted == [broken]


def test_what_is_planted_is_in_the_order_and_not_in_the_look_at_it() -> None:
    named = [PLANTED.in_request(record(1, journey="look", step=step)) for step in range(2)]
    assert named == ["third-party-hangs", NOTHING]
    assert PLANTED.in_request(record(2)) == "sold-out"
