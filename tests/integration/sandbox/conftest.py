"""Native sandboxes for the tests of the command line: one for all, and one that a test may ruin."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tracing_sandbox.running.processes import find_processes
from tracing_sandbox.running.trial import TrialSandbox, open_trial


@pytest.fixture
def native(tmp_path: Path) -> Iterator[TrialSandbox]:
    """Give a sandbox that is not started, and see to it that nothing of it is left."""
    sandbox = TrialSandbox.on_free_ports(tmp_path / "home")
    yield sandbox
    if find_processes(sandbox.home):
        sandbox.down()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialSandbox]:
    """Give a sandbox that is up, for the tests that leave it so."""
    with open_trial(tmp_path_factory.mktemp("running")) as sandbox:
        yield sandbox
