"""Asks the parts how they are: waits until each is well, says why one is not, asks for budgets."""

import socket
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests
from pydantic import BaseModel, Field, ValidationError

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.running.supervisor import Supervisor
from tracing_sandbox.traces.direct import DirectSession

PROBE_TIMEOUT_S = 1.0
# Asked once, of a service that was well a moment ago.
BUDGET_TIMEOUT_S = 5.0
PAUSE_S = 0.05
LOG_LINES = 12

Seen = dict[str, float]
Report = Callable[[Seen], None]


def report_nothing(_seen: Seen) -> None:
    """Take a report and show nothing."""


def wait_until_healthy(
    health: Mapping[str, str],
    supervisor: Supervisor,
    timeout_s: float,
    report: Report = report_nothing,
) -> Seen:
    """Wait until all parts are well; return the seconds that each of them took.

    `health` has each part's health check by its name. `report` is called whenever a part has
    become well. Raises SandboxError with the end of the part's log when one gives up, or when the
    deadline passes.
    """
    started = time.monotonic()
    seen: Seen = {}
    with ThreadPoolExecutor(len(health)) as pool:
        while len(seen) < len(health):
            waiting = [name for name in health if name not in seen]
            well = list(pool.map(is_well, (health[name] for name in waiting)))
            elapsed = time.monotonic() - started
            seen |= {name: elapsed for name, ok in zip(waiting, well, strict=True) if ok}
            report(seen)
            raise_for_dead(waiting, supervisor)
            late = [name for name in waiting if name not in seen]
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
        with DirectSession() as session:
            return session.get(url, timeout=timeout_s).status_code == 200
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


class Answer(BaseModel):
    """What a service's health check says beside that it is well."""

    longest_request_s: float = Field(gt=0, allow_inf_nan=False)


def ask_budget(health: str) -> float | None:
    """Ask a service how long it may take for a request; None where it does not say."""
    try:
        with DirectSession() as session:
            answer = session.get(health, timeout=BUDGET_TIMEOUT_S)
        return Answer.model_validate_json(answer.content).longest_request_s
    except (requests.RequestException, ValidationError):
        return None


def raise_for_dead(names: Collection[str], supervisor: Supervisor) -> None:
    """Raise SandboxError for a supervisord that has ended, or a part that it has given up on."""
    if supervisor.has_ended():
        raise not_healthy("supervisord", supervisor, "has ended")
    states = {found["name"]: found["statename"] for found in supervisor.processes() or []}
    for name in names:
        if states.get(name) in ("FATAL", "BACKOFF", "EXITED"):
            raise not_healthy(name, supervisor, "ended right after its start")


def not_healthy(
    name: str, supervisor: Supervisor, why: str = "is not well in time"
) -> SandboxError:
    """Build the error that shows the end of the log of a part, or of supervisord."""
    lines = supervisor.last_lines(name, LOG_LINES) or ["(nothing)"]
    said = "\n".join(f"    {line}" for line in lines)
    return SandboxError(
        f"{name} {why}. Its last lines:\n{said}", f"All of it: {supervisor.log_of(name)}"
    )
