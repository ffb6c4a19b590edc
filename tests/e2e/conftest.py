"""The sandbox under test: the one that the environment names, else a native one of our own."""

import os
from collections.abc import Iterator

import pytest

from tests.e2e.shop import Shop
from tests.native_sandbox import PATIENT, NativeSandbox
from tracing_sandbox.traces.jaeger.client import JaegerClient

FRONTEND = "SANDBOX_E2E_FRONTEND_URL"
JAEGER = "SANDBOX_E2E_JAEGER_URL"


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NativeSandbox]:
    """Give a running sandbox; one that somebody else has started is left as it is."""
    if os.environ.get(FRONTEND):
        yield NativeSandbox(
            tmp_path_factory.mktemp("none"),
            {
                "SANDBOX_FRONTEND_URL": os.environ[FRONTEND],
                "SANDBOX_JAEGER_URL": os.environ[JAEGER],
                "SANDBOX_HOME": str(tmp_path_factory.mktemp("home")),
            },
        )
        return
    native = NativeSandbox.on_free_ports(tmp_path_factory.mktemp("sandbox"), **PATIENT)
    try:
        native.up()
        yield native
    finally:
        native.down()


@pytest.fixture(scope="session")
def shop(sandbox: NativeSandbox) -> Shop:
    """Give a customer's view of the shop."""
    return Shop(sandbox.frontend_url)


@pytest.fixture(scope="session")
def jaeger(sandbox: NativeSandbox) -> Iterator[JaegerClient]:
    """Give a client of the sandbox's Jaeger."""
    client = JaegerClient(sandbox.jaeger_url)
    yield client
    client.close()
