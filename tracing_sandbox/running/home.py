"""The home of a sandbox: its folders, who may start something in it, and what `reset` deletes."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.invocation import typed

# A Unix socket's path, including its file name, must fit into the kernel's 108 bytes.
LONGEST_HOME = 80


def data_directory(home: Path) -> Path:
    """Return the folder of everything that `reset` deletes."""
    return home / "data"


def queue_directory(home: Path) -> Path:
    """Return the folder in which the Collector keeps what Jaeger has not taken yet."""
    return data_directory(home) / "queue"


def traces_directory(home: Path) -> Path:
    """Return the folder in which Jaeger keeps traces, where it keeps them on disk."""
    return data_directory(home) / "traces"


@contextmanager
def only_starter(home: Path) -> Iterator[None]:
    """Keep every other start in this home away; SandboxError where one is under way."""
    require_short(home)
    is_starting = SandboxError(
        f"Another command is starting parts in {home}.", f"Wait for it, then see: {typed('status')}"
    )
    with locked(home, home / "up.lock", is_starting):
        yield


@contextmanager
def locked(home: Path, path: Path, taken: SandboxError) -> Iterator[None]:
    """Hold the lock that a file in a home stands for; raises `taken` where somebody else does."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.open("w")
    except OSError as error:
        raise not_writable(home, error) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise taken from error
        yield


def delete_data(home: Path) -> None:
    """Delete databases, traces and queue; SandboxError where that is not possible."""
    try:
        shutil.rmtree(data_directory(home))
    except FileNotFoundError:
        return
    except OSError as error:
        raise SandboxError(
            f"Cannot delete {error.filename}: {error.strerror}.",
            "Delete it by hand, then run this again.",
        ) from error


def require_short(home: Path) -> None:
    """Raise SandboxError for a home whose sockets' paths would not fit into the kernel's bytes."""
    if len(os.fsencode(home)) > LONGEST_HOME:
        raise SandboxError(
            f"SANDBOX_HOME={home} is longer than {LONGEST_HOME} bytes, "
            "too long for the sockets in it.",
            "Set SANDBOX_HOME to a shorter path.",
        )


def not_writable(home: Path, error: OSError) -> SandboxError:
    """Build the error for a home in which nothing can be written."""
    return SandboxError(
        f"Cannot write to {home}: {error.strerror}.", "Set SANDBOX_HOME to a folder of yours."
    )
