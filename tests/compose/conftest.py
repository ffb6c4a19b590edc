"""The containers under test: `python -m tests.compose` starts them, and names them here."""

import os
from collections.abc import Iterator

import pytest

from tests.compose.container_sandbox import COMPOSE, ContainerSandbox
from tracing_sandbox.traces.jaeger.client import JaegerClient

# `make test` runs where there is no Docker: these tests belong to `make test-compose`.
collect_ignore_glob = [] if os.environ.get(COMPOSE) else ["test_*.py"]


@pytest.fixture(scope="session")
def containers() -> ContainerSandbox:
    """Give the running containers."""
    kept = ("COMPOSE_PROJECT_NAME", "SANDBOX_")
    return ContainerSandbox(
        {key: value for key, value in os.environ.items() if key.startswith(kept)}
    )


@pytest.fixture
def jaeger(containers: ContainerSandbox) -> Iterator[JaegerClient]:
    """Give a client of the containers' Jaeger."""
    client = JaegerClient(containers.jaeger_url)
    yield client
    client.close()
