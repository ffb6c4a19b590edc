"""Native sandboxes for the tests of the command line: one for all, and one that a test may ruin."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.native_sandbox import NativeSandbox
from tracing_sandbox.running.processes import find_processes


@pytest.fixture
def native(tmp_path: Path) -> Iterator[NativeSandbox]:
    """Give a sandbox that is not started, and see to it that nothing of it is left."""
    sandbox = NativeSandbox.on_free_ports(tmp_path / "home")
    yield sandbox
    if find_processes(sandbox.home):
        sandbox.down()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NativeSandbox]:
    """Give a sandbox that is up, for the tests that leave it so."""
    sandbox = NativeSandbox.on_free_ports(tmp_path_factory.mktemp("running"))
    try:
        sandbox.up()
        yield sandbox
    finally:
        sandbox.down()
