"""What is special about a sandbox whose databases are in PostgreSQL."""

import json

from sandbox.processes import find_processes
from tests.native_sandbox import NativeSandbox


def test_status_counts_the_server_that_is_no_child_of_its_part(native: NativeSandbox) -> None:
    native.up("--database", "postgresql")
    document = json.loads(native.run("status", "--json").stdout)
    (part,) = [part for part in document["parts"] if part["name"] == "postgresql"]
    (server,) = [found for found in find_processes(native.home) if found.name() == "postgres"]
    assert part["processes"] >= len(server.children()) >= 5
    assert part["pid"] in [process.pid for process in find_processes(native.home)]
