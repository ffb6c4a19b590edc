"""A disk that fills up on the way: what was recorded is told, though nothing can be saved."""

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.integration.load.running_load import RATE, newest
from tests.waiting import wait_until
from tracing_sandbox.load.recording.folder import runs_directory
from tracing_sandbox.load.recording.record import read_records
from tracing_sandbox.running.trial import TrialSandbox

# The plan has room, and half of the record.
SIZE_BYTES = 80_000


def test_run_on_a_disk_that_fills_up_is_told_though_not_saved(sandbox: TrialSandbox) -> None:
    runs = runs_directory(sandbox.home)
    with small_disk(runs) as is_mounted:
        running = sandbox.spawn("load", *RATE, "--duration", "9s")
        if not is_mounted:
            limit_files(running)
        printed, _ = running.communicate(timeout=120)
        folder = newest(sandbox)
        recorded = len(read_records(folder.requests))
        assert [each.name for each in folder.path.glob(".*")] == []
        assert folder.read_settings().run == folder.name
    assert running.returncode == 1
    assert recorded > 20
    [verdict] = [line for line in printed.splitlines() if line.startswith("Not valid: ")]
    assert f" {recorded} of " in verdict
    assert f"Cannot write {folder.requests}" in printed
    assert "ended while the run went on" not in printed
    if is_mounted:
        assert f"Error: Cannot write {folder.result}: No space left on device." in printed
    assert "Traceback" not in printed


@contextmanager
def small_disk(path: Path) -> Iterator[bool]:
    """Mount a small disk at a folder where that is allowed; tell whether it is there."""
    path.mkdir(parents=True, exist_ok=True)
    kind = ("-t", "tmpfs", "-o", f"size={SIZE_BYTES}", "tmpfs")
    try:
        mounted = subprocess.run(["mount", *kind, path], capture_output=True, check=False)
    except OSError:
        yield False
        return
    try:
        yield mounted.returncode == 0
    finally:
        if mounted.returncode == 0:
            subprocess.run(["umount", "--lazy", path], check=True)


def limit_files(running: subprocess.Popen[str]) -> None:
    """Let no file of the generator grow beyond half of the record: nobody may mount a disk here."""
    parent = psutil.Process(running.pid)
    [generator] = wait_until(lambda: parent.children(), "the generator")
    resource.prlimit(generator.pid, resource.RLIMIT_FSIZE, (SIZE_BYTES // 2, SIZE_BYTES // 2))
