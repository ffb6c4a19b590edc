"""The processes of one sandbox: found by the mark in their environment, whoever their parent is."""

import time
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from tracing_sandbox.errors import SandboxError

TERMINATE_S = 10.0
KILL_S = 5.0
PAUSE_S = 0.02

Hurry = Callable[[], bool]


def never() -> bool:
    """Be in no hurry."""
    return False


def find_processes(home: Path) -> list[psutil.Process]:
    """Find every process that carries this home as its mark, but ourselves and our parents."""
    ours = {process.pid for process in (psutil.Process(), *psutil.Process().parents())}
    return [
        process
        for process in psutil.process_iter()
        if process.pid not in ours and belongs_to(process, home)
    ]


def belongs_to(process: psutil.Process, home: Path) -> bool:
    """Tell whether supervisord or one of the parts started this process."""
    try:
        environment = process.environ()
    except psutil.Error:
        return False
    return environment.get("SANDBOX_PART_OF") == str(home)


def find_family(pid: int) -> list[psutil.Process]:
    """Return a process and its descendants; none where it has ended."""
    return find_families([pid])[pid]


def find_families(pids: Iterable[int]) -> dict[int, list[psutil.Process]]:
    """Return several processes, each with its descendants, by one look at all there are."""
    running: dict[int, psutil.Process] = {}
    children: dict[int, list[int]] = defaultdict(list)
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            children[process.ppid()].append(process.pid)
            running[process.pid] = process
    return {pid: [running[each] for each in _descend(pid, children, running)] for pid in pids}


def _descend(
    pid: int, children: Mapping[int, Sequence[int]], running: Container[int]
) -> Iterator[int]:
    if pid in running:
        yield pid
        for child in children.get(pid, ()):
            yield from _descend(child, children, running)


def memory_of(process: psutil.Process) -> int:
    """Return one process's own memory in bytes; 0 for one that has just ended.

    That is the proportional set size where the system tells it (Linux): pages that several
    processes share are counted once in all. Elsewhere it is the resident set size.
    """
    try:
        full = process.memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(full, "pss", full.rss))


def wait_for_ends(
    processes: Sequence[psutil.Process], timeout_s: float, hurry: Hurry = never
) -> list[psutil.Process]:
    """Wait until the processes have ended, or there is a hurry; return those that have not."""
    deadline = time.monotonic() + timeout_s
    alive = [process for process in processes if not has_ended(process)]
    while alive and time.monotonic() < deadline and not hurry():
        time.sleep(PAUSE_S)
        alive = [process for process in alive if not has_ended(process)]
    return alive


def has_ended(process: psutil.Process) -> bool:
    """Tell whether a process does nothing any more, collected by its parent or not.

    The parent of many is process 1, which in a container may collect late or never.
    """
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def end_processes(processes: Sequence[psutil.Process], hurry: Hurry = never) -> None:
    """Terminate the processes, then kill those that stay; SandboxError names what survives."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    alive = kill_processes(wait_for_ends(processes, TERMINATE_S, hurry))
    if alive:
        pids = " ".join(str(process.pid) for process in alive)
        raise SandboxError(f"Processes {pids} do not end.", f"End them by hand: kill -9 {pids}")


def kill_processes(processes: Sequence[psutil.Process]) -> list[psutil.Process]:
    """Kill the processes; return those that survive even that."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    return wait_for_ends(processes, KILL_S)
