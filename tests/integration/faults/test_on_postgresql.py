"""The faults of the inventory's database, on PostgreSQL: felt, blamed, mended, and given back."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.integration.faults.ordering import Trial, agrees, least, place, takes_longer, try_out
from tests.waiting import wait_until
from tracing_sandbox.faults.catalogue import find_scenario
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.running.parts import database_url
from tracing_sandbox.running.trial import TrialSandbox
from tracing_sandbox.shop import Shop
from tracing_sandbox.traces.jaeger.client import JaegerClient

OF_THE_DATABASE = [
    find_scenario(name) for name in ("n-plus-one", "full-scan", "lock-contention", "pool-exhausted")
]
LEAST_FELT_S = 0.1
OPEN = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'inventory'"
LOCKED = "SELECT count(*) FROM pg_locks WHERE relation = 'stock'::regclass"

every_fault = pytest.mark.parametrize(
    "scenario", OF_THE_DATABASE, ids=lambda scenario: scenario.name
)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialSandbox]:
    """Give a sandbox whose databases are in PostgreSQL."""
    sandbox = TrialSandbox.on_free_ports(tmp_path_factory.mktemp("postgresql") / "home")
    try:
        sandbox.up("--database", "postgresql")
        yield sandbox
    finally:
        sandbox.down()


@pytest.fixture(scope="module")
def trial(shop: Shop, jaeger: JaegerClient) -> Trial:
    return try_out(shop, jaeger, OF_THE_DATABASE)


@every_fault
def test_fault_is_felt(trial: Trial, shop: Shop, scenario: Scenario) -> None:
    assert trial.broken[scenario.name].order.confirmed
    assert takes_longer(shop, trial, scenario, LEAST_FELT_S)


@every_fault
def test_fault_is_blamed_as_the_catalogue_says(
    trial: Trial, shop: Shop, jaeger: JaegerClient, scenario: Scenario
) -> None:
    assert agrees(shop, jaeger, trial, scenario, mended=False)


@every_fault
def test_mended_order_goes_through_and_is_not_blamed(
    trial: Trial, shop: Shop, jaeger: JaegerClient, scenario: Scenario
) -> None:
    assert trial.mended[scenario.name].order.confirmed
    assert agrees(shop, jaeger, trial, scenario, mended=True)


def test_connections_and_locks_are_given_back(trial: Trial, sandbox: TrialSandbox) -> None:
    assert len(trial.broken) == len(OF_THE_DATABASE)
    url = database_url(sandbox.home, "postgresql", "inventory")
    with psycopg.connect(url, autocommit=True) as connection:

        def count(statement: str) -> int:
            ((number,),) = connection.execute(statement).fetchall()
            return int(number)

        usual = count(OPEN)
        place(Shop(sandbox.frontend_url), *least(find_scenario("pool-exhausted")))
        wait_until(lambda: count(OPEN) <= usual, "the connections to be closed")
        assert count(LOCKED) == 0
