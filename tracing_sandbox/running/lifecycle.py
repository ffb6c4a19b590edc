"""Starts and stops the whole sandbox: `up`, `down` and `reset` call this."""

import fcntl
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.running.health import Report, Seen, wait_until_healthy
from tracing_sandbox.running.parts import (
    STOP_STAGES,
    Binaries,
    Part,
    data_directory,
    list_parts,
    queue_directory,
    settings_of_parts,
    shared_environment,
)
from tracing_sandbox.running.ports import require_free_ports
from tracing_sandbox.running.processes import end_processes, find_processes, wait_for_ends
from tracing_sandbox.running.state import (
    STATE_FILE,
    State,
    digest,
    read_state,
    state_file,
    write_state,
)
from tracing_sandbox.running.supervisor import Supervisor
from tracing_sandbox.settings import Settings


class Sandbox:
    """The sandbox of one home, native."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.supervisor = Supervisor(settings.home, settings.longest_stop_s)

    def is_up(self) -> bool:
        """Tell whether a supervisor answers for this home."""
        return self.supervisor.processes() is not None

    @contextmanager
    def starting(self) -> Iterator[None]:
        """Keep every other `up` of this home away meanwhile; SandboxError where one is at it."""
        try:
            self.settings.home.mkdir(parents=True, exist_ok=True)
            lock = (self.settings.home / "up.lock").open("w")
        except OSError as error:
            raise not_writable(self.settings.home, error) from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise SandboxError(
                    f"Another `sandbox up` is starting {self.settings.home}.",
                    "Wait for it, then see: sandbox status",
                ) from error
            yield

    def prepare(self, binaries: Binaries, database: str) -> list[Part]:
        """List the parts and make sure that they can start.

        Raises SandboxError for leftovers of a crash, a busy port, or a home that is not writable.
        """
        parts = list_parts(self.settings, binaries, database)
        self.require_no_leftovers()
        require_free_ports(parts, self.settings.host)
        self._make_directories()
        self._remove_old_logs()
        return parts

    def start(self, parts: Sequence[Part], database: str) -> subprocess.Popen[bytes]:
        """Start supervisord with these parts and note where they listen."""
        addresses = {part.name: part.address for part in parts}
        process = self.supervisor.start(parts, shared_environment(self.settings))
        write_state(
            self.settings.home,
            State(
                database=database,
                frontend_url=addresses["frontend"],
                jaeger_url=addresses["jaeger"],
                addresses=addresses,
                health={part.name: part.health for part in parts},
                settings=digest(settings_of_parts(self.settings)),
                longest_order_s=self.settings.longest_order_s,
                longest_stop_s=self.settings.longest_stop_s,
            ),
        )
        return process

    def wait_until_healthy(self, parts: Sequence[Part], report: Report) -> Seen:
        """Wait until all parts are well; return the seconds that each of them took."""
        return wait_until_healthy(parts, self.supervisor, self.settings.start_timeout_s, report)

    def stop(self) -> int:
        """Stop everything that belongs to this home; return how many processes there were.

        The services stop first and flush their spans, then the Collector, then Jaeger. What a
        crash or a kill -9 of supervisord has left behind is found by its mark.
        """
        processes = find_processes(self.settings.home)
        if self.is_up():
            self._stop_parts()
            self.supervisor.shut_down()
            wait_for_ends(processes, self._longest_stop_s())
        end_processes(find_processes(self.settings.home))
        self._remove_traces_of_running()
        return len(processes)

    def reset(self, parts: Sequence[Part], report: Report) -> Seen:
        """Stop the parts, delete databases, traces and queue, and start the parts again."""
        self._stop_parts()
        self.supervisor.await_stop()
        self._delete_data()
        self._make_directories()
        self.supervisor.start_parts()
        return self.wait_until_healthy(parts, report)

    def delete_data(self) -> None:
        """Delete databases and queue of a sandbox that is not running.

        Raises SandboxError where something of it runs, or where the data cannot be deleted.
        """
        self.require_no_leftovers()
        self._delete_data()

    def state(self) -> State | None:
        """Return what the running sandbox has noted; None where none is running.

        Raises SandboxError where one is running and its note cannot be read.
        """
        if not self.is_up():
            return None
        state = read_state(self.settings.home)
        if state is None:
            raise SandboxError(
                f"A sandbox is up in {self.settings.home}, but its {STATE_FILE} cannot be read.",
                "Stop it, then start it again: sandbox down, sandbox up --detach",
            )
        return state

    def require_no_leftovers(self) -> None:
        """Raise SandboxError for processes that no supervisor answers for any more."""
        leftovers = find_processes(self.settings.home)
        if leftovers:
            raise SandboxError(
                f"{len(leftovers)} processes of an earlier run are still there "
                f"({self.settings.home}).",
                "End them first: sandbox down",
            )

    def _delete_data(self) -> None:
        data = data_directory(self.settings)
        try:
            shutil.rmtree(data)
        except FileNotFoundError:
            return
        except OSError as error:
            raise SandboxError(
                f"Cannot delete {error.filename}: {error.strerror}.",
                "Delete it by hand, then run this again.",
            ) from error

    def _make_directories(self) -> None:
        try:
            queue_directory(self.settings).mkdir(parents=True, exist_ok=True)
            (self.settings.home / "logs").mkdir(exist_ok=True)
        except OSError as error:
            raise not_writable(self.settings.home, error) from error

    def _remove_old_logs(self) -> None:
        for log in (self.settings.home / "logs").glob("*.log*"):
            log.unlink()

    def _stop_parts(self) -> None:
        pids = {found["name"]: found["pid"] for found in self.supervisor.processes() or []}
        for stage in STOP_STAGES:
            running = find_by_pid(pids.get(name) for name in stage)
            for name in stage:
                self.supervisor.stop_part(name)
            wait_for_ends(running, self._longest_stop_s())

    def _longest_stop_s(self) -> int:
        """Return what the running sandbox was started with, whatever our settings are now."""
        state = read_state(self.settings.home)
        return state.longest_stop_s if state else self.settings.longest_stop_s

    def _remove_traces_of_running(self) -> None:
        for path in self._run_files():
            with suppress(FileNotFoundError, NotADirectoryError):
                path.unlink()

    def _run_files(self) -> list[Path]:
        home = self.settings.home
        return [state_file(home), self.supervisor.socket, home / "supervisord.pid"]


def find_by_pid(pids: Iterable[int | None]) -> list[psutil.Process]:
    """Return the processes with these ids that are still there."""
    return [psutil.Process(pid) for pid in pids if pid and psutil.pid_exists(pid)]


def not_writable(home: Path, error: OSError) -> SandboxError:
    """Build the error for a home in which nothing can be written."""
    return SandboxError(
        f"Cannot write to {home}: {error.strerror}.", "Set SANDBOX_HOME to a folder of yours."
    )
