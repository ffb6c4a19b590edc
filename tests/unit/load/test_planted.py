"""Which requests failed, and which of them because of what was planted."""

import pytest

from tests.unit.load.made import arrival, record
from tracing_sandbox.load.planted import CUT_OFF, NOTHING, failures_of, has_failed, planted_in

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


def test_failure_on_a_journey_on_which_something_was_planted_is_as_planted() -> None:
    hangs, looked = (record(1, journey="look", step=step, status=504) for step in range(2))
    sold_out, alone = record(2, status=409), record(0, status=502)
    failures = failures_of([hangs, looked, sold_out, alone, record(3)], PLANTED)
    assert failures.failed == [hangs, looked, sold_out, alone]
    assert failures.as_planted == [hangs, looked, sold_out]
    assert failures.unplanted == [alone]


def test_what_is_planted_is_in_the_order_and_not_in_the_look_at_it() -> None:
    named = [PLANTED.in_request(record(1, journey="look", step=step)) for step in range(2)]
    assert named == ["third-party-hangs", NOTHING]
    assert PLANTED.in_request(record(2)) == "sold-out"
