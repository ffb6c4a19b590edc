"""What is special about a sandbox whose databases are in PostgreSQL."""

import json
import signal

from tests.waiting import wait_until
from tracing_sandbox.running.processes import find_processes
from tracing_sandbox.running.trial import TrialSandbox


def test_status_counts_the_server_that_is_no_child_of_its_part(native: TrialSandbox) -> None:
    native.up("--database", "postgresql")
    document = json.loads(native.run("status", "--json").stdout)
    (part,) = [part for part in document["parts"] if part["name"] == "postgresql"]
    (server,) = [found for found in find_processes(native.home) if found.name() == "postgres"]
    assert part["processes"] >= len(server.children()) >= 5
    assert part["pid"] in [process.pid for process in find_processes(native.home)]


def test_start_interrupted_while_the_databases_are_made_is_made_good_by_the_next(
    native: TrialSandbox,
) -> None:
    first = native.spawn("up", "--detach", "--database", "postgresql")
    wait_until(lambda: list(native.home.glob("data/postgresql*/PG_VERSION")), "initdb to begin")
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=120)
    native.up("--database", "postgresql")
    assert [found.name for found in native.home.glob("data/postgresql*")] == ["postgresql"]
