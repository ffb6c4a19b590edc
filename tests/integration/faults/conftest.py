"""One sandbox for all faults, with healthy orders to compare a broken one with."""

from collections.abc import Iterator

import pytest

from tests.integration.faults.customer import Customer
from tracing_sandbox.running.trial import TrialSandbox, open_trial

HEALTHY = 12
# Whoever hangs, hangs until this; far longer than an answer takes on a busy machine.
SETTINGS = {
    "SANDBOX_THIRDPARTY_TIMEOUT_S": "4",
    "SANDBOX_DATABASE_TIMEOUT_S": "10",
    "SANDBOX_INVENTORY_TIMEOUT_S": "40",
    "OTEL_EXPORTER_OTLP_TIMEOUT": "30",
}


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialSandbox]:
    """Give a running sandbox in which some healthy orders were placed."""
    with open_trial(tmp_path_factory.mktemp("faults"), **SETTINGS) as native:
        place_healthy_orders(native)
        yield native


def place_healthy_orders(sandbox: TrialSandbox) -> None:
    """Place some orders that ask for nothing."""
    customer = Customer(sandbox)
    for _ in range(HEALTHY):
        customer.order()


@pytest.fixture(scope="session")
def customer(sandbox: TrialSandbox) -> Customer:
    """Give somebody who places orders and looks at their traces."""
    return Customer(sandbox)
