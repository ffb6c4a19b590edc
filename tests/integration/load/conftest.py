"""A sandbox that takes traffic, one for all tests of this folder, and a Jaeger alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.collector.conftest import binaries, start_jaeger
from tracing_sandbox.running.trial import TrialSandbox, open_trial

__all__ = ["binaries", "start_jaeger"]


@pytest.fixture(scope="package")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialSandbox]:
    home: Path = tmp_path_factory.mktemp("load") / "home"
    with open_trial(home) as up:
        yield up
