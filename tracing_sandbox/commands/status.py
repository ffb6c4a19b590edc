"""`sandbox status`: state, pid and memory of each part, and what became of the spans."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Annotated, Any

import typer
from psutil import Process

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.invocation import typed
from tracing_sandbox.running.collector.account import Account, ask_collector
from tracing_sandbox.running.containers.inside import (
    COLLECTOR_METRICS,
    describe_containers,
    in_container,
)
from tracing_sandbox.running.health import is_well
from tracing_sandbox.running.lifecycle import Sandbox
from tracing_sandbox.running.parts import postgresql_server_pid
from tracing_sandbox.running.ports import open_to_others
from tracing_sandbox.running.processes import find_families, find_family, memory_of
from tracing_sandbox.running.state import State
from tracing_sandbox.settings import ShopSettings, read_home
from tracing_sandbox.terminal.collector_view import show_collector
from tracing_sandbox.terminal.console import out, print_json
from tracing_sandbox.terminal.parts_table import PartRow, draw_parts

OF_PROCESSES = "A pid is that of a part's first process; MB counts those that it has started too."
CONTAINERS_STATUS = "docker compose exec frontend sandbox status"
COLLECTOR_LOG = "docker compose logs collector"
MEGABYTE = 1_000_000
# Each part is asked once: on a busy machine a second says nothing of it.
PROBE_TIMEOUT_S = 5.0
# A part that has run for longer has stopped answering, or never will.
DUE_S = 30
COMING = ("starting", "backoff", "exited")


def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Show state, pid and memory of each part, and what waits or is lost at each exporter."""
    document = describe_inside() if in_container() else describe(Sandbox(read_home()))
    if as_json:
        print_json(document)
    elif in_container():
        print_containers(document)
    else:
        print_status(document)
    if any(part["state"] != "running" for part in document["parts"]):
        raise typer.Exit(1)


def describe_inside() -> dict[str, Any]:
    """Return the status document of containers: what its parts answer to one of them."""
    return {
        "parts": describe_containers(),
        "collector": document_of(ask_collector(COLLECTOR_METRICS)),
    }


def describe(sandbox: Sandbox) -> dict[str, Any]:
    """Return the status document; SandboxError where no sandbox is up, or only a rest of one."""
    processes = sandbox.supervisor.processes()
    state = sandbox.state()
    if processes is None or state is None:
        sandbox.require_no_leftovers()
        raise SandboxError(f"No sandbox is running in {sandbox.home}.", next_step())
    with ThreadPoolExecutor(len(processes)) as pool:
        parts = list(pool.map(lambda found: describe_part(found, state), processes))
    supervisor = describe_supervisor(sandbox)
    total = sum(part["memory_mb"] for part in [*parts, supervisor])
    return {
        "home": str(sandbox.home),
        "database": state.database,
        "parts": [*parts, supervisor],
        "memory_mb": round(total, 1),
        "collector": describe_collector(sandbox, state),
    }


def next_step() -> str:
    """Say how to start one, and where to look for one that runs in containers."""
    shop = ShopSettings.read().shop_url
    start = f"Start it: {typed('up --detach')}"
    if not is_well(f"{shop}/healthz"):
        return start
    return f"{start}. One that answers at {shop} may be in containers: {CONTAINERS_STATUS}"


def describe_collector(sandbox: Sandbox, state: State) -> dict[str, Any] | None:
    """Describe what became of the spans; None where the Collector does not tell."""
    log = sandbox.supervisor.log_of("collector")
    return document_of(ask_collector(state.collector_metrics, (log.with_suffix(".log.1"), log)))


def document_of(account: Account | None) -> dict[str, Any] | None:
    """Return what an account says; None where there is none."""
    return account.document() if account else None


def describe_part(found: dict[str, Any], state: State) -> dict[str, Any]:
    """Describe one part from supervisor's account of it, and from its own."""
    families = find_families(pids_of(found, state))
    processes = list(chain.from_iterable(families.values()))
    return {
        "name": found["name"],
        "state": state_of(found, state.health.get(found["name"], ""), is_new=state.is_new),
        "pid": found["pid"] or None,
        "processes": len(processes),
        "memory_mb": megabytes_of(processes),
        "address": open_to_others(state.addresses.get(found["name"], ""), state.host),
    }


def pids_of(found: dict[str, Any], state: State) -> list[int]:
    """Return the process of a part, and PostgreSQL's server beside its own."""
    pids = [found["pid"]]
    if found["name"] == "postgresql":
        pids.append(postgresql_server_pid(state.addresses["postgresql"]))
    return [pid for pid in pids if pid]


def state_of(found: dict[str, Any], health: str, *, is_new: bool = False) -> str:
    """Name a part's state; one that runs and does not answer its health check is not well.

    A part that was killed starts again, and again, until what is left of it gives its port free.
    """
    state = str(found["statename"]).lower()
    if state == "running" and is_well(health, PROBE_TIMEOUT_S):
        return state
    if found.get("stop") and is_starting(found, state):
        return "restarting"
    if is_new and is_starting(found, state):
        return "starting"
    return "not answering" if state == "running" else state


def is_starting(found: dict[str, Any], state: str) -> bool:
    """Tell whether supervisor is at it, or has begun it so lately that no answer is due."""
    return state in COMING or (state == "running" and found["now"] - found["start"] < DUE_S)


def describe_supervisor(sandbox: Sandbox) -> dict[str, Any]:
    """Describe supervisord itself; its children are the parts."""
    pid = sandbox.supervisor.pid()
    own = find_family(pid)[:1]
    return {
        "name": "supervisor",
        "state": "running",
        "pid": pid,
        "processes": 1,
        "memory_mb": megabytes_of(own),
        "address": str(sandbox.supervisor.socket),
    }


def megabytes_of(processes: Iterable[Process]) -> float:
    """Return the memory of some processes, in megabytes."""
    return round(sum(memory_of(process) for process in processes) / MEGABYTE, 1)


def print_status(document: dict[str, Any]) -> None:
    """Print the status as a table with the sum below it, and what became of the spans."""
    rows = [
        PartRow(
            part["name"],
            part["state"],
            part["address"],
            str(part["pid"] or ""),
            f"{part['memory_mb']:.1f}",
        )
        for part in document["parts"]
    ]
    out.print(draw_parts(rows, "Pid", "MB"))
    out.print(f"In all {document['memory_mb']:.1f} MB, {document['database']}.")
    out.print(OF_PROCESSES)
    for part in document["parts"]:
        if part["state"] != "running":
            said = f"{part['name']} is {part['state']}. See why: {typed('logs ' + part['name'])}"
            out.print(said, soft_wrap=True)
    show_collector(document["collector"], typed("logs collector"))


def print_containers(document: dict[str, Any]) -> None:
    """Print the status of containers, of whose processes nothing is known here."""
    rows = [PartRow(one["name"], one["state"], one["address"], "") for one in document["parts"]]
    out.print(draw_parts(rows, ""))
    show_collector(document["collector"], COLLECTOR_LOG)
    out.print(f"What the Collector says of it: {COLLECTOR_LOG}")
