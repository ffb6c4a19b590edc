"""What counts as the end of a process."""

import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from tracing_sandbox.running.processes import find_families, wait_for_ends


@pytest.fixture
def child() -> Iterator["subprocess.Popen[bytes]"]:
    """A process that reads until its input is closed, and that nobody collects before the end."""
    process = subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE
    )
    yield process
    process.communicate()


def test_process_that_nobody_has_collected_has_ended(child: "subprocess.Popen[bytes]") -> None:
    process = psutil.Process(child.pid)
    assert child.stdin
    child.stdin.close()
    assert wait_for_ends([process], 30) == []
    assert process.status() == psutil.STATUS_ZOMBIE


def test_process_that_stays_is_named(child: "subprocess.Popen[bytes]") -> None:
    process = psutil.Process(child.pid)
    assert wait_for_ends([process], 0.1) == [process]


def test_families_are_told_apart_with_all_who_descend_from_them(
    child: "subprocess.Popen[bytes]",
) -> None:
    own = psutil.Process()
    families = find_families([own.pid, child.pid])
    assert families[child.pid] == [psutil.Process(child.pid)]
    assert families[own.pid][0] == own
    assert set(families[own.pid]) == {own, *own.children(recursive=True)}


def test_a_process_that_has_ended_has_no_family(child: "subprocess.Popen[bytes]") -> None:
    child.communicate()
    assert find_families([child.pid]) == {child.pid: []}
