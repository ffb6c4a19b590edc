"""Runs the generator in processes of its own: one, or a master with workers."""

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.unit.loadtest.running_locust import LONGEST_S, clean_environment
from tests.waiting import wait_until
from tracing_sandbox.load.planning.plan import Arrival, write_plan
from tracing_sandbox.load.recording.record import Record, read_records
from tracing_sandbox.settings import PROJECT

COMMAND = (
    sys.executable,
    "-m",
    "locust",
    "-f",
    str(PROJECT / "loadtest/arrivals.py"),
    "--headless",
)
# As on another machine: where spans go, a worker learns from its master alone.
ELSEWHERE = {"OTEL_BSP_SCHEDULE_DELAY": "200"}
IN_A_SHELL = '"$@" >generator.log 2>&1 & echo $!; wait'


@dataclass(frozen=True)
class Outcome:
    """How a generator ended, and what it said."""

    code: int
    said: str


class GeneratorProcess:
    """A Locust with the generator, in a folder of its own; without `environment`, no spans."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        self._log = folder / f"generator-{len(list(folder.iterdir()))}.log"
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                [*COMMAND, *arguments],
                cwd=folder,
                env=environment_of(environment or {"OTEL_SDK_DISABLED": "true"}),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait(self) -> Outcome:
        """Wait for its end."""
        code = self.process.wait(LONGEST_S)
        return Outcome(code, self._log.read_text())

    def kill(self) -> None:
        """Leave nothing behind."""
        self.process.kill()
        self.process.wait(LONGEST_S)


@dataclass
class ArrivalRun:
    """A plan that is sent to a shop from a folder."""

    folder: Path
    shop_url: str
    plan: Sequence[Arrival]

    def __post_init__(self) -> None:
        self.record = self.folder / "requests.jsonl"
        write_plan(self.folder / "plan.jsonl", self.plan)

    @contextmanager
    def alone(self, *arguments: str, **environment: str) -> Iterator[GeneratorProcess]:
        """Send it from one process."""
        process = GeneratorProcess(self.folder, *self._options(), *arguments, **environment)
        try:
            yield process
        finally:
            process.kill()

    @contextmanager
    def shared(
        self, workers: int, port: int, **environment: str
    ) -> Iterator[list[GeneratorProcess]]:
        """Send it from several; the first of them is the master, which alone has an environment."""
        options = ("--master", "--expect-workers", str(workers), "--master-bind-port", str(port))
        processes = [GeneratorProcess(self.folder, *self._options(), *options, **environment)]
        try:
            for _ in range(workers):
                joining = ("--worker", "--master-port", str(port))
                processes.append(GeneratorProcess(self.folder, *joining, **ELSEWHERE))
            yield processes
        finally:
            for process in processes:
                process.kill()

    @contextmanager
    def by_another(self) -> Iterator[tuple[subprocess.Popen[str], int]]:
        """Let a shell start it and wait; give the shell, and the generator's process id."""
        parent = subprocess.Popen(
            ["sh", "-c", IN_A_SHELL, "sh", *COMMAND, *self._options()],
            cwd=self.folder,
            env=environment_of({"OTEL_SDK_DISABLED": "true"}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        with parent:
            assert parent.stdout
            yield parent, int(parent.stdout.readline())

    def records(self) -> list[Record]:
        """Read what is recorded so far."""
        return read_records(self.record)

    def wait_for_records(self, count: int) -> list[Record]:
        """Wait until so many requests are recorded."""
        wait_until(lambda: len(self.records()) >= count, f"{count} records", 60)
        return self.records()

    def _options(self) -> tuple[str, ...]:
        files = ("--plan", str(self.folder / "plan.jsonl"), "--record", str(self.record))
        return ("--only-summary", "--host", self.shop_url, *files)


def environment_of(chosen: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a generator that starts in any folder."""
    return {**clean_environment(), "PYTHONPATH": str(PROJECT), **chosen}


def every(ms: float, count: int, journey: str = "order") -> list[Arrival]:
    """Plan so many visitors on one journey, one after the other."""
    order: dict[str, Any] = {} if journey == "browse" else {"sku": "TEA-ASSAM", "quantity": 1}
    return [Arrival(number, number * ms, journey, **order) for number in range(count)]


def expected_requests(plan: Sequence[Arrival]) -> set[tuple[int, int]]:
    """List arrival and step of all that a plan asks for."""
    return {(each.number, step) for each in plan for step in range(len(each.steps))}


def sent_requests(records: Sequence[Record]) -> set[tuple[int, int]]:
    """List arrival and step of what was sent, none of it twice."""
    sent = {(record.arrival, record.step) for record in records}
    assert len(sent) == len(records), "a request is recorded twice"
    return sent


def meant(records: Sequence[Record], plan: Sequence[Arrival]) -> list[tuple[object, ...]]:
    """Tell what was planted where, and that each arrival was meant to come when the plan says."""
    first = [record for record in records if record.step == 0]
    began = {each.intended_ns - round(plan[each.arrival].at_ms * 1e6) for each in first}
    assert len(began) == 1, "arrivals do not count from one moment"
    return sorted(
        (each.arrival, each.journey, each.scenario, each.seed, each.sold_out) for each in first
    )
