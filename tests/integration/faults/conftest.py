"""One sandbox for all tests of what can be asked for."""

from collections.abc import Iterator

import pytest

from tests.integration.faults.customer import Customer
from tracing_sandbox.running.trial import TrialSandbox, open_trial
from tracing_sandbox.shop import Shop
from tracing_sandbox.traces.jaeger.client import JaegerClient

HEALTHY_ORDERS = 12
# Whoever hangs, hangs until the first; that is still far longer than a busy machine takes.
DEADLINES = {"SANDBOX_THIRDPARTY_TIMEOUT_S": "4", "SANDBOX_INVENTORY_TIMEOUT_S": "20"}


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialSandbox]:
    """Give a running sandbox."""
    with open_trial(tmp_path_factory.mktemp("sandbox"), **DEADLINES) as sandbox:
        yield sandbox


# A module may have a sandbox of its own: what asks one is made for each module.
@pytest.fixture(scope="module")
def shop(sandbox: TrialSandbox) -> Shop:
    """Give the sandbox's shop."""
    return Shop(sandbox.frontend_url)


@pytest.fixture(scope="module")
def jaeger(sandbox: TrialSandbox) -> Iterator[JaegerClient]:
    """Give a client of the sandbox's Jaeger."""
    client = JaegerClient(sandbox.jaeger_url)
    yield client
    client.close()


@pytest.fixture(scope="session")
def customer(sandbox: TrialSandbox) -> Customer:
    """Give somebody who places orders, and has placed some healthy ones."""
    customer = Customer(sandbox)
    for _ in range(HEALTHY_ORDERS):
        customer.order()
    return customer
