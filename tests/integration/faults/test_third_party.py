"""What goes wrong at the third party and around it: it is felt, it is blamed, and it is mended."""

import pytest

from tests.integration.faults.customer import Customer, Seen
from tracing_sandbox.faults import catalogue
from tracing_sandbox.faults.catalogue.scenario import Scenario

SCENARIOS = list(catalogue.read_file("thirdparty.toml"))
# Where others hold the machine's cores for as long as a fault does, it is placed again.
SEEDS = (1, 2, 3)
every_scenario = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)


@every_scenario
def test_fault_is_felt_and_blamed_and_its_mended_twin_is_well(
    customer: Customer, scenario: Scenario
) -> None:
    healthy = customer.order()

    assert any(is_told(customer, scenario, healthy, seed) for seed in SEEDS)
    assert any(is_well_once_mended(customer, scenario, healthy, seed) for seed in SEEDS)


def is_told(customer: Customer, scenario: Scenario, healthy: Seen, seed: int) -> bool:
    """Tell whether an order is broken as the catalogue says, and its trace tells it."""
    broken = customer.order(scenario, seed=seed)
    return is_felt(scenario, broken, healthy) and is_blamed(scenario, broken)


def is_well_once_mended(customer: Customer, scenario: Scenario, healthy: Seen, seed: int) -> bool:
    """Tell whether the same work done right ends as a healthy order does."""
    mended = customer.order(scenario, mended=True, seed=seed)
    is_confirmed = (mended.placed.status, mended.price) == (201, healthy.price)
    return is_confirmed and not is_blamed(scenario, mended)


def is_felt(scenario: Scenario, broken: Seen, healthy: Seen) -> bool:
    """Tell whether the customer notices what the catalogue says."""
    if scenario.felt == "failed":
        return broken.placed.status >= 500
    if scenario.felt == "wrong":
        return broken.placed.confirmed and broken.price != healthy.price
    return broken.placed.confirmed and broken.duration_ms >= healthy.duration_ms + 100


def is_blamed(scenario: Scenario, seen: Seen) -> bool:
    """Tell whether the trace is blamed on whom the catalogue says."""
    expected, blame = scenario.blame, seen.blame
    return (
        expected is not None
        and blame is not None
        and blame.service == expected.service
        and blame.operation in expected.operation
        and blame.kind in expected.kind
    )
