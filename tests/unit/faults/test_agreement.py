"""What was asked for beside what the tool says of the trace."""

from dataclasses import dataclass

import pytest

from tests.unit.traces.drawn.order import order
from tests.unit.traces.drawn.sketch import trace_of
from tracing_sandbox.faults.agreement import NOTHING, Agreement, agreement
from tracing_sandbox.faults.catalogue.scenario import ExpectedBlame, ExpectedFinding, Scenario
from tracing_sandbox.traces.explaining.explanation import Explanation, explain

HOP = "frontend->inventory"


@dataclass(frozen=True)
class Found:
    rule: str
    where: str
    sentence: str = "It is so."


def scenario(**named: object) -> Scenario:
    row = dict.fromkeys(("title", "acts_at", "notices", "shows", "teaches", "mend"), "words")
    return Scenario.model_validate(
        {"name": "any", "acts_in": "thirdparty", "felt": "slow", **row, **named}
    )


SLOW = scenario(blame=ExpectedBlame(service="thirdparty", operation="look_up_price", kind="own"))
STRIPPED = scenario(finding=ExpectedFinding(rule="stripped", hop=HOP))


def slow_order() -> Explanation:
    healthy = [trace_of(order(20 + number)) for number in range(5)]
    return explain(trace_of(order(3000)), healthy)


def healthy_order() -> Explanation:
    healthy = [trace_of(order(20 + number)) for number in range(5)]
    return explain(trace_of(order(23)), healthy)


def test_agreement_is_reached_where_the_right_part_is_blamed() -> None:
    explanation = slow_order()
    assert explanation.blame
    assert agreement(SLOW, explanation) == Agreement(explanation.blame.sentence, True)


@pytest.mark.parametrize(
    "wrong", [{"service": "inventory"}, {"operation": "quote_price"}, {"kind": "error"}]
)
def test_agreement_needs_service_operation_and_kind(wrong: dict[str, str]) -> None:
    assert SLOW.blame
    other = scenario(blame={**SLOW.blame.model_dump(), **wrong})
    assert not agreement(other, slow_order()).agree


def test_agreement_takes_one_operation_and_kind_of_several() -> None:
    expected = {
        "service": "thirdparty",
        "operation": ["GET", "look_up_price"],
        "kind": ["wait", "own"],
    }
    assert agreement(scenario(blame=expected), slow_order()).agree


def test_agreement_fails_where_nothing_is_blamed() -> None:
    assert agreement(SLOW, healthy_order()) == Agreement(NOTHING, False)


def test_agreement_on_what_was_mended_is_that_it_is_not_named() -> None:
    assert agreement(SLOW, healthy_order(), mended=True) == Agreement(NOTHING, True)
    assert not agreement(SLOW, slow_order(), mended=True).agree


def test_agreement_with_the_doctor_needs_rule_and_hop() -> None:
    right, elsewhere = Found("stripped", HOP, "Here."), Found("stripped", "inventory", "There.")

    assert agreement(STRIPPED, [elsewhere, right]) == Agreement("Here.", True)
    assert agreement(STRIPPED, [elsewhere]) == Agreement("There.", False)
    assert agreement(STRIPPED, []) == Agreement(NOTHING, False)
    assert agreement(STRIPPED, [], mended=True) == Agreement(NOTHING, True)
