"""The orders that prove a scenario: each differs from another in one thing."""

import pytest

from tracing_sandbox.faults.catalogue import SCENARIOS, find_scenario, service_faults
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.proving.plan import choose_second, plan_break, plan_fault

FELT_AS_SLOW = [each for each in service_faults() if each.felt == "slow"]
OTHERS = [each for each in service_faults() if each.felt != "slow"]


def ids(scenario: Scenario) -> str:
    return scenario.name


@pytest.mark.parametrize("scenario", FELT_AS_SLOW, ids=ids)
def test_second_fault_is_smaller_and_elsewhere(scenario: Scenario) -> None:
    plan = plan_fault(scenario, 3)
    second = plan.second
    assert second
    assert second.blame != scenario.blame
    assert plan.broken.names == (scenario.name, second.name)
    assert plan.whole.names == (second.name,)
    assert plan.first_alone
    assert plan.first_alone.names == (scenario.name,)
    delays = [plan.broken.delay_ms_of(each) for each in (scenario, second)]
    assert delays[1] < delays[0] or scenario.delay_ms is None


@pytest.mark.parametrize("scenario", FELT_AS_SLOW, ids=ids)
def test_orders_of_a_plan_draw_alike(scenario: Scenario) -> None:
    plan = plan_fault(scenario, 3)
    assert plan.first_alone
    orders = (plan.broken, plan.first_alone, plan.mended)
    assert len({each.delay_ms_of(scenario) for each in orders}) == 1
    assert {each.seed for each in (*orders, plan.whole)} == {3}


@pytest.mark.parametrize("scenario", OTHERS, ids=ids)
def test_what_is_not_slow_has_no_second(scenario: Scenario) -> None:
    assert choose_second(scenario) is None


def test_second_is_not_behind_calls_that_the_fault_repeats() -> None:
    seconds = [choose_second(find_scenario(name)) for name in ("rate-limited", "sequential-calls")]
    assert [second and second.acts_in != "thirdparty" for second in seconds] == [True, True]


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=ids)
def test_delay_is_of_the_short_ones_of_the_range(scenario: Scenario) -> None:
    plan = plan_fault(scenario, 5) if scenario.blame else plan_break(scenario, 5)
    if scenario.delay_ms:
        least, most = scenario.delay_ms
        assert least <= plan.mended.delay_ms_of(scenario) <= (least * most) ** 0.5
