"""Locust, started as processes of ours: one that sends by itself, or one with its workers."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.load.recording.folder import RunFolder
from tracing_sandbox.load.recording.record import RECORD_NOT_WHOLE
from tracing_sandbox.load.recording.watched import GENERATOR
from tracing_sandbox.running.containers.inside import in_container
from tracing_sandbox.running.ports import free_port
from tracing_sandbox.settings import LOOPBACK, PROJECT

LOCUSTFILE = PROJECT / "loadtest" / "arrivals.py"
LOCUST = (sys.executable, "-m", "locust", "-f", str(LOCUSTFILE))
END_S = 5.0
# Locust loads in two seconds; with several workers, on a busy machine, in ten.
STARTS_WITHIN_S = 90.0
# Somebody goes to other machines, and types a command there.
ELSEWHERE_WITHIN_S = 600.0
NATIVELY = "Clone the project and run there: make up. Or: pip install 'tracing-sandbox[load]'"
IN_CONTAINERS = (
    "Outside of it: docker compose --profile load up --detach --wait && "
    "docker compose exec locust sandbox load"
)


@dataclass(frozen=True)
class GeneratorOptions:
    """What the generator is told: where the shop is, how many workers, and its environment.

    Of `workers` that are `elsewhere` none is started: they come by themselves to `master_port`.
    """

    shop_url: str
    workers: int = 1
    elsewhere: bool = False
    host: str = LOOPBACK
    master_port: int = 5557
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def starts_within_s(self) -> float:
        """Say how long it may take until it sends."""
        return STARTS_WITHIN_S + (ELSEWHERE_WITHIN_S if self.elsewhere else 0)


class GeneratorProcesses:
    """The processes of one run, by their names."""

    def __init__(self, processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
        self._processes = processes

    @property
    def pids(self) -> dict[str, int]:
        """Return the process id of each."""
        return {name: process.pid for name, process in self._processes.items()}

    @property
    def status(self) -> int | None:
        """Return how the one that has plan and record ended; None while it runs."""
        return self._processes[GENERATOR].poll()

    def find_fallen(self) -> list[str]:
        """Name the processes that have ended otherwise than by themselves."""
        expected = (None, 0, RECORD_NOT_WHOLE)
        return [name for name, process in self._processes.items() if process.poll() not in expected]

    def stop(self) -> None:
        """Ask it to send nothing new, and to end when what is under way is answered."""
        self._signal(signal.SIGTERM, [GENERATOR])

    def cut_off(self) -> None:
        """Ask it to wait for no answer any more."""
        self._signal(signal.SIGUSR1, [GENERATOR])

    def end(self) -> None:
        """End whatever still runs, at once if it must be."""
        self._signal(signal.SIGTERM, self._processes)
        for process in self._processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(END_S)
        self._signal(signal.SIGKILL, self._processes)
        for process in self._processes.values():
            process.wait()

    def _signal(self, number: int, names: Sequence[str] | Mapping[str, object]) -> None:
        for name in names:
            if self._processes[name].poll() is None:
                self._processes[name].send_signal(number)


def require_locust() -> None:
    """Raise SandboxError where Locust, or what it is to run, is not installed here."""
    if find_spec("locust") is None:
        raise SandboxError(
            "Locust is not installed here.", IN_CONTAINERS if in_container() else NATIVELY
        )
    if not LOCUSTFILE.is_file():
        raise SandboxError(
            f"There is no {LOCUSTFILE}: the shoppers come with the project, not with the tool.",
            "Clone the project and run this there.",
        )


@contextmanager
def generating(folder: RunFolder, told: GeneratorOptions) -> Iterator[GeneratorProcesses]:
    """Start the processes; whatever happens, none of them is left afterwards."""
    processes: dict[str, subprocess.Popen[bytes]] = {}
    generator = GeneratorProcesses(processes)
    with folder.log.open("ab") as log:
        try:
            for name, arguments in _commands(folder, told):
                processes[name] = _start(arguments, told.environment, log.fileno())
            yield generator
        finally:
            generator.end()


def _commands(folder: RunFolder, told: GeneratorOptions) -> Iterator[tuple[str, list[str]]]:
    plan = ["--plan", str(folder.plan), "--record", str(folder.requests)]
    if told.workers == 1 and not told.elsewhere:
        yield GENERATOR, ["--headless", "--host", told.shop_url, *plan]
        return
    port = str(told.master_port if told.elsewhere else free_port())
    bound = ["--master-bind-host", told.host, "--master-bind-port", port]
    expected = ["--expect-workers", str(told.workers)]
    if told.elsewhere:
        expected += ["--expect-workers-max-wait", f"{ELSEWHERE_WITHIN_S:g}"]
    master = ["--headless", "--master", *bound, *expected]
    yield GENERATOR, [*master, "--host", told.shop_url, *plan]
    for number in range(0 if told.elsewhere else told.workers):
        yield f"worker {number + 1}", ["--worker", "--master-host", LOOPBACK, "--master-port", port]


def _start(
    arguments: Sequence[str], environment: Mapping[str, str], log: int
) -> subprocess.Popen[bytes]:
    """Start one of them, away from the terminal's Ctrl-C: that is ours to pass on."""
    paths = [str(PROJECT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        [*LOCUST, *arguments, "--parent", str(os.getpid())],
        env={**os.environ, **environment, "PYTHONPATH": os.pathsep.join(paths)},
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )


def last_words(log: Path) -> str:
    """Return the last line that the generator said; empty where it said nothing."""
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1].strip() if lines else ""
