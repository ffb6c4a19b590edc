"""What was asked for beside what the tool says of the trace."""

from dataclasses import dataclass, replace

import pytest

from tests.unit.traces.drawn.order import order
from tests.unit.traces.drawn.sketch import Node, internal, server, trace_of
from tracing_sandbox.faults.agreement import NOTHING, OUT_OF_LINE, Agreement, agreement, in_short
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


def burnt_order(burn_ms: float, look_up_ms: float) -> Node:
    asked = 10 + burn_ms
    burn = internal("frontend burn", 5, 5 + burn_ms)
    look_up = internal("thirdparty look_up_price", asked, asked + look_up_ms)
    return server("frontend POST api/orders", 0, asked + look_up_ms + 5, burn, look_up)


def two_faults() -> Explanation:
    """Explain an order whose third party took 3 s, and whose shop took 0.2 s before."""
    usual = [burnt_order(1, 20 + number) for number in range(5)]
    healthy = [replace(trace_of(root), trace_id=f"{n:032x}") for n, root in enumerate(usual, 1)]
    return explain(trace_of(burnt_order(200, 3000)), healthy)


BURNT = scenario(blame=ExpectedBlame(service="frontend", operation="burn", kind="own"))


def test_agreement_takes_the_second_where_something_else_was_planted_besides() -> None:
    explanation = two_faults()
    assert agreement(SLOW, explanation, besides=True).agree
    assert agreement(BURNT, explanation, besides=True).agree
    assert not agreement(BURNT, explanation).agree


def test_what_is_said_in_short_is_of_the_one_that_agrees() -> None:
    explanation = two_faults()
    said = [in_short(each, explanation, besides=True) for each in (SLOW, BURNT)]
    assert said == ["3.00 s in thirdparty look_up_price", "200 ms in frontend burn besides"]
    assert in_short(SLOW, healthy_order()) == OUT_OF_LINE
