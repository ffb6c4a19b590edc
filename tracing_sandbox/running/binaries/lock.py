"""Let one installation at a time write to the cache; the others wait, then find it done."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from tracing_sandbox.running.binaries.errors import AttemptError

POLL_SECONDS = 0.2


@contextmanager
def locked(path: Path, seconds: float, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the lock on a file; the kernel gives it back even if this process is killed.

    Raises AttemptError if another process holds it for longer than the seconds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        wait_for(file, path, time.monotonic() + seconds, on_wait)
        yield


def wait_for(file: TextIO, path: Path, deadline: float, on_wait: Callable[[], None]) -> None:
    """Take the lock as soon as it is free."""
    while not taken(file):
        if time.monotonic() > deadline:
            raise AttemptError(f"another installation still holds {path}")
        on_wait()
        time.sleep(POLL_SECONDS)


def taken(file: TextIO) -> bool:
    """Try to take the lock."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
