"""The sandbox under test: the one that the environment names, else a native one of our own."""

import os
from collections.abc import Iterator

import pytest

from tests.e2e.shop import Shop
from tracing_sandbox.running.trial import TrialSandbox, open_trial
from tracing_sandbox.traces.jaeger.client import JaegerClient

FRONTEND = "SANDBOX_E2E_FRONTEND_URL"
JAEGER = "SANDBOX_E2E_JAEGER_URL"
# No test here asks for a deadline: a busy machine stands still for seconds.
PATIENT = {
    "SANDBOX_DATABASE_TIMEOUT_S": "10",
    "SANDBOX_THIRDPARTY_TIMEOUT_S": "20",
    "SANDBOX_INVENTORY_TIMEOUT_S": "25",
    "OTEL_EXPORTER_OTLP_TIMEOUT": "30",
}


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialSandbox]:
    """Give a running sandbox; one that somebody else has started is left as it is."""
    if os.environ.get(FRONTEND):
        yield TrialSandbox(
            tmp_path_factory.mktemp("none"),
            {
                "SANDBOX_FRONTEND_URL": os.environ[FRONTEND],
                "SANDBOX_JAEGER_URL": os.environ[JAEGER],
                "SANDBOX_HOME": str(tmp_path_factory.mktemp("home")),
            },
        )
        return
    with open_trial(tmp_path_factory.mktemp("sandbox"), **PATIENT) as native:
        yield native


@pytest.fixture(scope="session")
def shop(sandbox: TrialSandbox) -> Shop:
    """Give a customer's view of the shop."""
    return Shop(sandbox.frontend_url)


@pytest.fixture(scope="session")
def jaeger(sandbox: TrialSandbox) -> Iterator[JaegerClient]:
    """Give a client of the sandbox's Jaeger."""
    client = JaegerClient(sandbox.jaeger_url)
    yield client
    client.close()
