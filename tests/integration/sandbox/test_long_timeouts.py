"""The command line is as patient as the sandbox that it asks, and no longer."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.waiting import wait_until
from tracing_sandbox.running.health import ask_budget
from tracing_sandbox.running.processes import find_processes
from tracing_sandbox.running.state import State, read_state, write_state
from tracing_sandbox.running.supervisor import Supervisor
from tracing_sandbox.running.trial import TrialSandbox, open_trial


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialSandbox]:
    """Give a sandbox whose orders may take long; the last test stops it."""
    with open_trial(tmp_path_factory.mktemp("patient"), SANDBOX_INVENTORY_TIMEOUT_S="100") as up:
        yield up


def state_of(home: Path) -> State:
    state = read_state(home)
    assert state is not None
    return state


def freeze(sandbox: TrialSandbox, name: str) -> psutil.Process:
    """Freeze a part, of a sandbox whose parts have said that they stop within a second."""
    quick = state_of(sandbox.home).model_copy(update={"longest_stop_s": 1})
    write_state(sandbox.home, quick)
    parts = Supervisor(sandbox.home).processes() or []
    frozen = next(psutil.Process(part["pid"]) for part in parts if part["name"] == name)
    frozen.suspend()
    return frozen


def test_order_and_stop_wait_as_long_as_the_running_sandbox_may_take(
    patient: TrialSandbox,
) -> None:
    assert ask_budget(f"{patient.frontend_url}/healthz") == 112
    assert state_of(patient.home).longest_stop_s == 125


def test_reset_kills_what_takes_longer_and_asks_anew(patient: TrialSandbox) -> None:
    told = state_of(patient.home)
    frozen = freeze(patient, "thirdparty")
    finished = patient.run("reset", "--yes", timeout_s=60)
    assert finished.returncode == 0, finished.stderr
    assert not frozen.is_running()
    wait_until(lambda: patient.run("status").returncode == 0, "all parts well")
    assert state_of(patient.home) == told


def test_stop_kills_what_takes_longer_than_the_parts_have_said(patient: TrialSandbox) -> None:
    freeze(patient, "thirdparty")
    patient.down()
    assert find_processes(patient.home) == []
