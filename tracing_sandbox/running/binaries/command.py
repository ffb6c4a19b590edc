"""Run one long command of an installation: logged, watched line by line, ended with its parent."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tracing_sandbox.running.binaries.errors import AttemptError

GRACE_SECONDS = 5
INTERRUPTS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

OnLine = Callable[[str], None]


def ignore_line(_: str) -> None:
    """Take a line of output and do nothing."""


def run_command(
    command: Sequence[str],
    *,
    directory: Path,
    environ: Mapping[str, str],
    log: Path,
    seconds: float,
    on_line: OnLine = ignore_line,
) -> None:
    """Run a command to its end, appending its output to the log.

    Its whole process group is ended if this process is interrupted or the seconds are over.
    Raises AttemptError, naming the log, if the command fails.
    """
    with log.open("a", encoding="utf-8") as file, started(command, directory, environ) as process:
        file.write(f"$ {' '.join(command)}\n")
        with ended_after(process, seconds) as late:
            last = copy_lines(process, file.write, on_line)
            status = process.wait()
    if late.is_set():
        raise AttemptError(f"{command[0]} took longer than {seconds:.0f} s; its output: {log}")
    if status != 0:
        raise AttemptError(f"{Path(command[0]).name} {command[1]} failed: {last}; see {log}")


def copy_lines(
    process: subprocess.Popen[str], write: Callable[[str], object], on_line: OnLine
) -> str:
    """Hand each line to both, and return the last one that says something."""
    last = "it said nothing"
    for line in process.stdout or ():
        write(line)
        on_line(line.strip())
        last = line.strip() or last
    return last


@contextmanager
def started(
    command: Sequence[str], directory: Path, environ: Mapping[str, str]
) -> Iterator[subprocess.Popen[str]]:
    """Start a command in a process group of its own, and leave nothing of it behind."""
    process = None
    try:
        with interrupts_held():
            process = start(command, directory, environ)
        yield process
    finally:
        if process:
            with process:
                end_group(process)


def start(
    command: Sequence[str], directory: Path, environ: Mapping[str, str]
) -> subprocess.Popen[str]:
    """Start a command in a process group of its own; AttemptError where it cannot be run."""
    try:
        return subprocess.Popen(
            command,
            cwd=directory,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        raise AttemptError(f"{command[0]} cannot be run: {error.strerror}") from error


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Let an interrupt come after the block: within it, a process that just began would be lost."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []
    before = {
        number: signal.signal(number, lambda came, _: held.append(came))
        for number in INTERRUPTS
        if callable(signal.getsignal(number))
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if held:
            signal.raise_signal(held[0])


@contextmanager
def ended_after(process: subprocess.Popen[str], seconds: float) -> Iterator[threading.Event]:
    """End the process once the seconds are over; the event tells whether that was needed."""
    late = threading.Event()

    def end() -> None:
        late.set()
        signal_group(process, signal.SIGKILL)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()


def end_group(process: subprocess.Popen[str]) -> None:
    """Ask a process group to end, then make it."""
    if process.poll() is not None:
        return
    signal_group(process, signal.SIGTERM)
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        signal_group(process, signal.SIGKILL)


def signal_group(process: subprocess.Popen[str], number: signal.Signals) -> None:
    """Signal every process of a group that may have ended meanwhile."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return
