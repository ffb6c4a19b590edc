"""What is special about a sandbox whose databases are in PostgreSQL."""

import json
import signal
from collections.abc import Iterator

import pytest

from tests.waiting import wait_until
from tracing_sandbox.running.processes import find_processes
from tracing_sandbox.running.trial import TrialSandbox


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialSandbox]:
    """Give a sandbox whose first start is interrupted while its databases are made."""
    sandbox = TrialSandbox.on_free_ports(tmp_path_factory.mktemp("postgresql"))
    first = sandbox.spawn("up", "--detach", "--database", "postgresql")
    wait_until(lambda: list(sandbox.home.glob("data/postgresql*/PG_VERSION")), "initdb to begin")
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=120)
    yield sandbox
    sandbox.down()


def test_start_interrupted_while_the_databases_are_made_is_made_good_by_the_next(
    sandbox: TrialSandbox,
) -> None:
    sandbox.up("--database", "postgresql")
    assert [found.name for found in sandbox.home.glob("data/postgresql*")] == ["postgresql"]


def test_status_counts_the_server_that_is_no_child_of_its_part(sandbox: TrialSandbox) -> None:
    document = json.loads(sandbox.run("status", "--json").stdout)
    (part,) = [part for part in document["parts"] if part["name"] == "postgresql"]
    (server,) = [found for found in find_processes(sandbox.home) if found.name() == "postgres"]
    assert part["processes"] >= len(server.children()) >= 5
    assert part["pid"] in [process.pid for process in find_processes(sandbox.home)]
