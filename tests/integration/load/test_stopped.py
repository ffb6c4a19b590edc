"""Ctrl-C at any moment: one sentence or a report, and nothing is left running."""

import signal
import subprocess
import time
from pathlib import Path

import psutil

from tests.integration.load.running_load import begin, finish, newest, start
from tests.waiting import wait_until
from tracing_sandbox.load.recording.folder import RunFolder
from tracing_sandbox.load.recording.record import read_records
from tracing_sandbox.running.trial import TrialSandbox

STOPPED = 130
SLOW = """
[journeys]
browse = 0.7
order = 0.3

[scenarios]
third-party-hangs = 0.5
"""
# So long hangs a third party that hangs.
HANGS_S = 8.0


def interrupt(running: subprocess.Popen[str]) -> tuple[int, str]:
    """Press Ctrl-C, and return the exit code and what was printed."""
    running.send_signal(signal.SIGINT)
    printed, _ = running.communicate(timeout=60)
    return running.returncode, printed


def is_over(folder: RunFolder) -> bool:
    """Tell whether no process has the run's plan in its command."""
    commands = (process.info["cmdline"] or [] for process in psutil.process_iter(["cmdline"]))
    return not any(str(folder.plan) in command for command in commands)


def test_ctrl_c_while_locust_loads_says_that_nothing_was_sent(sandbox: TrialSandbox) -> None:
    for workers in ("1", "2"):
        running, folder = begin(sandbox, "--workers", workers, "--seed", "9")
        assert interrupt(running) == (STOPPED, "Stopped before anything was sent.\n")
        assert is_over(folder)
        assert not folder.path.exists()


def test_ctrl_c_while_traces_are_read_keeps_the_record(sandbox: TrialSandbox) -> None:
    running, folder = begin(sandbox, "--duration", "2s")
    wait_until(lambda: folder.read_settings().began_ns, "the run's end", 60)
    code, printed = interrupt(running)
    said = f"Stopped before the traces were read. Plan and record: {folder.path}\n"
    assert (code, printed.endswith(said), "Traceback" in printed) == (STOPPED, True, False)
    assert len(read_records(folder.requests)) > 20


def test_second_ctrl_c_cuts_off_who_waits_and_is_no_death(
    sandbox: TrialSandbox, tmp_path: Path
) -> None:
    (tmp_path / "slow.toml").write_text(SLOW)
    # By this seed three orders hang from the first second on.
    slow = ("--mix", str(tmp_path / "slow.toml"), "--seed", "24")
    running = start(sandbox, "--duration", "60s", "--workers", "2", *slow)
    running.send_signal(signal.SIGINT)
    assert any(line.startswith("Stopping") for line in running.stdout or ())
    asked_again = time.monotonic()
    running.send_signal(signal.SIGINT)
    folder = newest(sandbox)
    wait_until(lambda: folder.read_settings().began_ns, "the end of sending")
    assert time.monotonic() - asked_again < HANGS_S - 2
    document = finish(running)
    assert document["events"] == []
    assert document["requests"]["cut_off"] > 0
    assert document["requests"]["sent"] == len(read_records(folder.requests))
    assert document["requests"]["arrivals_started"] < document["requests"]["arrivals_planned"]
    assert 0 < document["run"]["stopped_after_s"] < 60
    # On a busy machine a run may have begun some late.
    reasons = document["verdict"]["reasons"]
    assert not any(reason.startswith("Only ") for reason in reasons), reasons
