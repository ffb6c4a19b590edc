"""Waits until each part is well, and tells which is not and why."""

import socket
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.running.parts import Part
from tracing_sandbox.running.supervisor import Supervisor

PROBE_TIMEOUT_S = 1.0
PAUSE_S = 0.05
LOG_LINES = 12

Seen = dict[str, float]
Report = Callable[[Seen], None]


def report_nothing(_seen: Seen) -> None:
    """Take a report and show nothing."""


def wait_until_healthy(
    parts: Sequence[Part], supervisor: Supervisor, timeout_s: float, report: Report
) -> Seen:
    """Wait until all parts are well; return the seconds that each of them took.

    `report` is called whenever a part has become well. Raises SandboxError with the end of the
    part's log when one gives up, or when the deadline passes.
    """
    started = time.monotonic()
    seen: Seen = {}
    with ThreadPoolExecutor(len(parts)) as pool:
        while len(seen) < len(parts):
            waiting = [part for part in parts if part.name not in seen]
            well = list(pool.map(is_well, (part.health for part in waiting)))
            elapsed = time.monotonic() - started
            seen |= {part.name: elapsed for part, ok in zip(waiting, well, strict=True) if ok}
            report(seen)
            raise_for_dead(waiting, supervisor)
            late = [part.name for part in waiting if part.name not in seen]
            if late and elapsed > timeout_s:
                raise not_healthy(late[0], supervisor)
            time.sleep(PAUSE_S)
    return seen


def is_well(health: str, timeout_s: float = PROBE_TIMEOUT_S) -> bool:
    """Ask a part, at a URL or a Unix socket, whether it is well."""
    if health.startswith("http"):
        return answers_http(health, timeout_s)
    return accepts_connections(Path(health), timeout_s)


def answers_http(url: str, timeout_s: float) -> bool:
    """Tell whether the URL answers 200."""
    try:
        return requests.get(url, timeout=timeout_s).status_code == 200
    except requests.RequestException:
        return False


def accepts_connections(path: Path, timeout_s: float) -> bool:
    """Tell whether somebody listens on the Unix socket."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(timeout_s)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def raise_for_dead(parts: Sequence[Part], supervisor: Supervisor) -> None:
    """Raise SandboxError for a supervisord that has ended, or a part that it has given up on."""
    if supervisor.has_ended():
        raise not_healthy("supervisord", supervisor, "has ended")
    states = {found["name"]: found["statename"] for found in supervisor.processes() or []}
    for part in parts:
        if states.get(part.name) in ("FATAL", "BACKOFF", "EXITED"):
            raise not_healthy(part.name, supervisor, "ended right after its start")


def not_healthy(
    name: str, supervisor: Supervisor, why: str = "is not well in time"
) -> SandboxError:
    """Build the error that shows the end of the log of a part, or of supervisord."""
    log = supervisor.log.parent / f"{name}.log"
    return SandboxError(
        f"{name} {why}. Its last lines:\n{last_lines(log)}",
        f"All of it: {log}",
    )


def last_lines(log: Path) -> str:
    """Return the end of a log, indented."""
    try:
        lines = log.read_text(errors="replace").splitlines()
    except OSError:
        lines = []
    return "\n".join(f"    {line}" for line in lines[-LOG_LINES:] or ["(nothing)"])
