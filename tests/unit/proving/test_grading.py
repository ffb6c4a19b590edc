"""What is seen of an order, graded against what was planted in it."""

from dataclasses import replace

import pytest

from tests.unit.proving.made_evidence import (
    BREAK,
    CONFIRMED,
    SLOW,
    evidence,
    explained,
    finding,
    seen,
)
from tests.unit.traces.drawn.sketch import MS
from tracing_sandbox.faults.catalogue import find_scenario
from tracing_sandbox.proving.felt import is_felt
from tracing_sandbox.proving.grading import (
    grade_break,
    grade_fault,
    grade_healthy,
    grade_prediction,
    grade_second,
)
from tracing_sandbox.proving.plan import plan_fault
from tracing_sandbox.proving.seen import Evidence, Seen
from tracing_sandbox.shop import PlacedOrder

HOP = "frontend->inventory"
RIGHT = finding("stripped", HOP)
FAILED = PlacedOrder(502, {"trace_id": "b" * 32})


def answers(found: Evidence) -> dict[str, bool]:
    return {grade.question: grade.right for grade in grade_fault(SLOW, found)}


def test_fault_is_graded_right_where_all_holds() -> None:
    assert answers(evidence(seen(2000))) == dict.fromkeys(
        ("felt", "blamed", "predicted", "mended", "doctor"), True
    )


def test_fault_that_nobody_feels_is_none() -> None:
    assert not answers(evidence(seen(100)))["felt"]


def test_other_blame_is_wrong_and_names_both() -> None:
    other = SLOW.model_copy(update={"blame": SLOW.blame.model_copy(update={"kind": ("wait",)})})
    wrong = [grade for grade in grade_fault(other, evidence(seen(2000))) if not grade.right]
    assert [(grade.question, grade.said) for grade in wrong] == [
        (
            "blamed",
            "expected thirdparty look_up_price (wait); "
            "the trace blames thirdparty look_up_price (own)",
        )
    ]


def test_trace_that_does_not_arrive_is_a_miss() -> None:
    (grade,) = grade_fault(SLOW, evidence(Seen(CONFIRMED, None)))
    assert (grade.question, grade.right) == ("blamed", False)


@pytest.mark.parametrize(("whole_ms", "kept"), [(41, True), (44, False), (3, True), (1, False)])
def test_prediction_holds_within_20_ms_of_a_short_order(whole_ms: float, kept: bool) -> None:
    assert grade_prediction(evidence(seen(2000), (whole_ms,) * 3)).right == kept


@pytest.mark.parametrize(("whole_ms", "kept"), [(1040, True), (1120, False)])
def test_prediction_holds_within_5_per_cent_of_a_long_one(whole_ms: float, kept: bool) -> None:
    found = evidence(seen(3000), (whole_ms,) * 3)
    told = found.broken.explanation
    assert told
    assert told.prediction
    later = replace(told.prediction, duration_ns=1061 * MS)
    broken = replace(found.broken, explanation=replace(told, prediction=later))
    assert grade_prediction(replace(found, broken=broken)).right == kept


def test_prediction_is_compared_with_the_median_of_the_reruns() -> None:
    assert grade_prediction(evidence(seen(2000), (22, 300, 24))).right


def test_what_is_blamed_after_its_mend_is_a_miss() -> None:
    assert not answers(evidence(seen(2000), mended=seen(2000)))["mended"]


def test_finding_in_a_fault_of_a_service_is_a_miss() -> None:
    assert not answers(evidence(seen(2000, RIGHT)))["doctor"]


@pytest.mark.parametrize(
    ("findings", "right"),
    [
        ((RIGHT,), True),
        ((RIGHT, RIGHT), True),
        ((), False),
        ((finding("stripped", service="inventory"),), False),
        ((RIGHT, finding("other", HOP)), False),
    ],
)
def test_break_is_found_by_its_rule_at_its_place_and_nothing_else(
    findings: tuple[object, ...], right: bool
) -> None:
    doctor, mended = grade_break(BREAK, evidence(seen(22, *findings)))  # type: ignore[arg-type]
    assert (doctor.right, mended.right) == (right, True)


def test_mended_break_with_a_finding_is_a_miss() -> None:
    _, mended = grade_break(BREAK, evidence(seen(22, RIGHT), mended=seen(22, RIGHT)))
    assert not mended.right


def test_healthy_order_that_is_blamed_or_found_ill_or_failed_is_a_miss() -> None:
    orders = [seen(22), seen(2000), seen(22, RIGHT), seen(22, placed=FAILED)]
    assert [grade_healthy(each).right for each in orders] == [True, False, False, False]


def with_second(gained_ms: float, told: bool = True) -> Evidence:
    """Plant a second one of 110 ms; `told` says whether the explanation names it."""
    plan = plan_fault(SLOW, 1)
    assert plan.second
    assert plan.second.blame
    explanation = explained(2000)
    assert explanation.blame
    runner_up = replace(
        explanation.blame,
        service=plan.second.blame.service,
        operation=plan.second.blame.operation[0],
        kind=plan.second.blame.kind[0],
        excess_ns=110 * MS,
    )
    broken = Seen(CONFIRMED, replace(explanation, runner_up=runner_up if told else None))
    return Evidence(plan, broken, [seen(22)], seen(22), seen(2000 - gained_ms))


@pytest.mark.parametrize(
    ("found", "told", "gained"),
    [
        (with_second(110), True, True),
        (with_second(200), True, True),
        (with_second(220), True, False),
        (with_second(1980), False, False),
    ],
)
def test_second_is_told_and_gains_no_more_than_its_own_share(
    found: Evidence, told: bool, gained: bool
) -> None:
    grades = [(grade.question, grade.right) for grade in grade_second(SLOW, found)]
    assert grades == [("second", told), ("predicted", gained)]


def test_second_that_is_not_told_is_a_miss() -> None:
    (grade,) = grade_second(SLOW, with_second(110, told=False))
    assert (grade.question, grade.right) == ("second", False)


def test_failure_is_felt_where_the_whole_order_goes_through() -> None:
    failing = find_scenario("third-party-error")
    assert is_felt(failing, FAILED, CONFIRMED, (0, 0))
    assert not is_felt(failing, FAILED, FAILED, (0, 0))


def test_wrong_answer_is_felt_where_it_differs_in_more_than_ids() -> None:
    wrong = find_scenario("swallowed-failure")
    other = replace(CONFIRMED, document={**CONFIRMED.document, "id": "2", "trace_id": "c" * 32})
    assert not is_felt(wrong, other, CONFIRMED, (0, 0))
    dearer = replace(other, document={**other.document, "total_pence": 1})
    assert is_felt(wrong, dearer, CONFIRMED, (0, 0))
