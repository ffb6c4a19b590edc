"""One sandbox for all tests of what can be asked for."""

from collections.abc import Iterator

import pytest

from tracing_sandbox.running.trial import TrialSandbox, open_trial
from tracing_sandbox.traces.jaeger.client import JaegerClient


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialSandbox]:
    """Give a running sandbox."""
    with open_trial(tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def jaeger(sandbox: TrialSandbox) -> Iterator[JaegerClient]:
    """Give a client of the sandbox's Jaeger."""
    client = JaegerClient(sandbox.jaeger_url)
    yield client
    client.close()
