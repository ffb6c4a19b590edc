"""Starts and stops the whole sandbox: `up`, `down` and `reset` call this."""

import subprocess
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from math import ceil
from pathlib import Path

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.invocation import typed
from tracing_sandbox.running.changes.readers import settings_by_part
from tracing_sandbox.running.changes.stages import stop_parts
from tracing_sandbox.running.configs.validation import require_valid_configs
from tracing_sandbox.running.environment.shared import shared_environment
from tracing_sandbox.running.health import (
    Report,
    Seen,
    ask_budget,
    report_nothing,
    wait_until_healthy,
)
from tracing_sandbox.running.home import (
    delete_data,
    not_writable,
    only_starter,
    queue_directory,
)
from tracing_sandbox.running.parts import (
    Binaries,
    Part,
    list_parts,
)
from tracing_sandbox.running.ports import require_free_ports
from tracing_sandbox.running.processes import (
    Hurry,
    end_processes,
    find_processes,
    never,
    wait_for_ends,
)
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

# Five seconds of gunicorn's, five for an exporter that finds no Collector, and some.
STOP_MARGIN_S = 13
# For parts that have not said how long their requests may take: those that are still starting.
UNTOLD_STOP_S = 35


class Sandbox:
    """The sandbox of one home, native."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.supervisor = Supervisor(home)

    def is_up(self) -> bool:
        """Tell whether a supervisor answers for this home."""
        return self.supervisor.processes() is not None

    @contextmanager
    def starting(self) -> Iterator[None]:
        """Keep every other start of this home's parts away; SandboxError where one is under way."""
        with only_starter(self.home):
            yield

    def prepare(self, settings: Settings, binaries: Binaries, database: str) -> list[Part]:
        """List the parts and make sure that they can start.

        Raises SandboxError for leftovers of a crash, a busy port, a configuration that is
        refused, or a home that is not writable.
        """
        parts = list_parts(settings, binaries, database)
        self.require_no_leftovers()
        require_free_ports(parts, settings.host)
        require_valid_configs(settings, binaries)
        self._make_directories()
        self._remove_old_logs()
        return parts

    def start(
        self, settings: Settings, parts: Sequence[Part], database: str
    ) -> subprocess.Popen[bytes]:
        """Start supervisord with these parts and note where they listen."""
        process = self.supervisor.start(parts, shared_environment(settings))
        told = settings_by_part(settings, [part.name for part in parts])
        write_state(
            self.home,
            State(
                database=database,
                addresses={part.name: part.address for part in parts},
                health={part.name: part.health for part in parts},
                settings={name: digest(each) for name, each in told.items()},
                longest_stop_s=UNTOLD_STOP_S,
                host=settings.host,
                is_new=True,
                collector_metrics=settings.url_at(settings.collector_metrics_port),
                otlp_http=settings.url_at(settings.otlp_http_port),
            ),
        )
        return process

    def wait_until_healthy(
        self,
        timeout_s: float,
        report: Report = report_nothing,
        names: Collection[str] | None = None,
    ) -> Seen:
        """Wait until all parts, or those with these names, are well; note how long stops may take.

        Returns the seconds that each of them took to be well.
        """
        state = self.noted_state()
        health = {
            name: each for name, each in state.health.items() if name in (names or state.health)
        }
        seen = wait_until_healthy(health, self.supervisor, timeout_s, report)
        longest = longest_stop_s(ask_budget(each) for each in state.health.values())
        write_state(
            self.home, state.model_copy(update={"longest_stop_s": longest, "is_new": False})
        )
        return seen

    def stop(self, hurry: Hurry = never) -> int:
        """Stop everything that belongs to this home; return how many processes there were.

        The services stop first and flush their spans, then the Collector, then Jaeger. What a
        crash or a kill -9 of supervisord has left behind is found by its mark.
        """
        processes = find_processes(self.home)
        if self.is_up():
            self._stop_parts(hurry)
            self.supervisor.shut_down()
            wait_for_ends(processes, self._longest_stop_s(), hurry)
        end_processes(find_processes(self.home), hurry)
        self._remove_traces_of_running()
        return len(processes)

    def reset(self, hurry: Hurry = never) -> None:
        """Stop the parts, delete databases, traces and queue, and start the parts again."""
        self._stop_parts(hurry)
        self.supervisor.await_stop()
        delete_data(self.home)
        self._make_directories()
        self.supervisor.start_parts()

    def delete_data(self) -> None:
        """Delete databases and queue of a sandbox that is not running.

        Raises SandboxError where something of it runs, or where the data cannot be deleted.
        """
        self.require_no_leftovers()
        delete_data(self.home)

    def state(self) -> State | None:
        """Return what the running sandbox has noted; None where none is running.

        Raises SandboxError where one is running and its note cannot be read.
        """
        return self.noted_state() if self.is_up() else None

    def noted_state(self) -> State:
        """Return the note of this home; SandboxError where it cannot be read."""
        state = read_state(self.home)
        if state is None:
            raise SandboxError(
                f"A sandbox is up in {self.home}, but its {STATE_FILE} cannot be read.",
                f"Stop it, then start it again: {typed('down')} && {typed('up --detach')}",
            )
        return state

    def require_no_leftovers(self) -> None:
        """Raise SandboxError for processes that no supervisor answers for any more."""
        leftovers = find_processes(self.home)
        if leftovers:
            raise SandboxError(
                f"{len(leftovers)} processes of an earlier run are still there ({self.home}).",
                f"End them first: {typed('down')}",
            )

    def _make_directories(self) -> None:
        try:
            queue_directory(self.home).mkdir(parents=True, exist_ok=True)
            self.supervisor.logs.mkdir(exist_ok=True)
        except OSError as error:
            raise not_writable(self.home, error) from error

    def _remove_old_logs(self) -> None:
        for log in self.supervisor.logs.glob("*.log*"):
            log.unlink()

    def _stop_parts(self, hurry: Hurry) -> None:
        names = [found["name"] for found in self.supervisor.processes() or []]
        stop_parts(self.supervisor, names, self._longest_stop_s(), hurry)

    def _longest_stop_s(self) -> int:
        """Return what the parts of the running sandbox have said, whatever our settings are."""
        state = read_state(self.home)
        return state.longest_stop_s if state else UNTOLD_STOP_S

    def _remove_traces_of_running(self) -> None:
        for path in self._run_files():
            with suppress(FileNotFoundError, NotADirectoryError):
                path.unlink()

    def _run_files(self) -> list[Path]:
        return [state_file(self.home), self.supervisor.socket, self.supervisor.pid_file]


def longest_stop_s(budgets: Iterable[float | None]) -> int:
    """Return how long any of the parts may take to stop, whatever some of them have said."""
    told = [budget for budget in budgets if budget is not None]
    return ceil(max(told)) + STOP_MARGIN_S if told else UNTOLD_STOP_S


def require_services() -> None:
    """Raise SandboxError where the tool is installed without the services that it starts."""
    if find_spec("frontend") is None:
        raise SandboxError(
            "The services are not installed here.",
            "Clone the project and run there: make up. For a sandbox that runs elsewhere, set "
            "SANDBOX_FRONTEND_URL and SANDBOX_JAEGER_URL.",
        )
