"""Each fault of the shop and of the inventory is felt, is blamed, and is gone once it is mended."""

import pytest

from tests.integration.faults.ordering import (
    Trial,
    agrees,
    is_confirmed_at_last,
    takes_longer,
    try_out,
)
from tracing_sandbox.faults.catalogue import service_faults
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.shop import Shop
from tracing_sandbox.traces.jaeger.client import JaegerClient

OWN = [each for each in service_faults() if each.acts_in in ("frontend", "inventory")]
LEAST_FELT_S = 0.1
LEAST_FELT_PART = 0.25

every_fault = pytest.mark.parametrize("scenario", OWN, ids=lambda scenario: scenario.name)


@pytest.fixture(scope="module")
def trial(shop: Shop, jaeger: JaegerClient) -> Trial:
    return try_out(shop, jaeger, OWN)


@every_fault
def test_fault_is_felt_as_the_catalogue_says(trial: Trial, shop: Shop, scenario: Scenario) -> None:
    timed = trial.broken[scenario.name]
    match scenario.felt:
        case "slow":
            assert timed.order.confirmed
            assert takes_longer(shop, trial, scenario, LEAST_FELT_S, LEAST_FELT_PART)
        case "failed":
            assert not timed.order.confirmed
        case "wrong":
            assert timed.order.document["total_pence"] != healthy_total(trial)
        case "later":
            assert timed.order.document["state"] == "placed"
            assert is_confirmed_at_last(shop, timed)


def healthy_total(trial: Trial) -> int:
    (total,) = {each.order.document["total_pence"] for each in trial.healthy}
    return int(total)


@every_fault
def test_fault_is_blamed_as_the_catalogue_says(
    trial: Trial, shop: Shop, jaeger: JaegerClient, scenario: Scenario
) -> None:
    assert agrees(shop, jaeger, trial, scenario, mended=False)


@every_fault
def test_mended_order_goes_through_and_is_not_blamed(
    trial: Trial, shop: Shop, jaeger: JaegerClient, scenario: Scenario
) -> None:
    assert trial.mended[scenario.name].order.document["state"] == "confirmed"
    assert agrees(shop, jaeger, trial, scenario, mended=True)
