"""One native sandbox for those who try it on their first day: they leave it as they found it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tracing_sandbox.running.processes import find_processes
from tracing_sandbox.running.trial import TrialSandbox, open_trial


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialSandbox]:
    """Give a sandbox that is up, for the tests that leave it so."""
    with open_trial(tmp_path_factory.mktemp("first-day")) as running:
        yield running


@pytest.fixture
def stopped(tmp_path: Path) -> Iterator[TrialSandbox]:
    """Give a sandbox that is not started, and see to it that nothing of it is left."""
    trial = TrialSandbox.on_free_ports(tmp_path / "home")
    yield trial
    if find_processes(trial.home):
        trial.down()
