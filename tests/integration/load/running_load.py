"""A run of `sandbox load`: started, watched while it goes on, and read afterwards."""

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.waiting import wait_until
from tracing_sandbox.load.recording.folder import RunFolder, runs_directory
from tracing_sandbox.load.recording.record import read_records
from tracing_sandbox.running.processes import find_family
from tracing_sandbox.running.supervisor import Supervisor
from tracing_sandbox.running.trial import TrialSandbox

RATE = ("--rate", "20")
STARTS_WITHIN_S = 60
ENDS_WITHIN_S = 150


def runs_of(sandbox: TrialSandbox) -> list[Path]:
    """List the folders of all runs."""
    runs = runs_directory(sandbox.home)
    return [each for each in runs.iterdir() if each.is_dir()] if runs.is_dir() else []


def newest(sandbox: TrialSandbox) -> RunFolder:
    """Return the run that was begun last."""
    return RunFolder(max(runs_of(sandbox)))


def load(sandbox: TrialSandbox, *options: str) -> dict[str, Any]:
    """Run `sandbox load` and return its document; on a busy machine a run need not be valid."""
    finished = sandbox.run("load", "--json", *options)
    assert finished.returncode in (0, 1), finished.stderr
    return dict(json.loads(finished.stdout))


def begin(sandbox: TrialSandbox, *options: str) -> tuple[subprocess.Popen[str], RunFolder]:
    """Start a run, and return it with its folder as soon as the generator was started."""
    before = runs_of(sandbox)
    running = sandbox.spawn("load", "--json", *RATE, *options)
    wait_until(lambda: len(runs_of(sandbox)) > len(before), "a folder of the run", STARTS_WITHIN_S)
    folder = newest(sandbox)
    wait_until(folder.log.exists, "a generator", STARTS_WITHIN_S)
    return running, folder


def start(sandbox: TrialSandbox, *options: str) -> subprocess.Popen[str]:
    """Start a run, and wait until it sends."""
    running, folder = begin(sandbox, *options)
    wait_until(lambda: len(read_records(folder.requests)) > 20, "a run under way", STARTS_WITHIN_S)
    return running


def finish(running: subprocess.Popen[str]) -> dict[str, Any]:
    """Wait for a run's end and return its document."""
    printed, _ = running.communicate(timeout=ENDS_WITHIN_S)
    return dict(json.loads(printed[printed.index("{\n") :]))


def kill_part(sandbox: TrialSandbox, name: str) -> None:
    """Kill a part with all processes of it, and wait until it is there again."""
    victim = _pid_of(sandbox, name)
    for process in find_family(victim):
        process.kill()
    wait_until(lambda: _pid_of(sandbox, name) not in (victim, 0), f"{name} to come back", 60)


def _pid_of(sandbox: TrialSandbox, name: str) -> int:
    """Return the part's process id; 0 while it has none."""
    processes = Supervisor(sandbox.home).processes() or []
    return next(int(found["pid"]) for found in processes if found["name"] == name)
