"""Measures the CPU that a request costs Locust: `python -m benchmarks.locust_cost`.

A shop that answers at once stands in another process. Round by round it is asked as often in a
second by each of these, one after the other; CPU is user and system time of the Locust, from its
first request to its end.

plain: Locust's own users. They keep their connections, and leave neither spans nor a record.
disabled: the generator of `sandbox load`, with OTEL_SDK_DISABLED=true. Each visitor has a
    connection of its own, and each request a line in the record.
traced: as `sandbox load` starts it. Each journey has spans too, which are exported.

Lag is how late the generator began a journey. Idle machines wake up slower: at a low rate all of it
costs more than at a high one.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.cost_of_an_order import print_ratios, print_spread
from tracing_sandbox.load.planning.arrivals import steps_of
from tracing_sandbox.load.planning.mix import Mix
from tracing_sandbox.load.planning.plan import Shelves, count_requests, make_plan, write_plan
from tracing_sandbox.load.recording.record import read_records
from tracing_sandbox.settings import PROJECT

STARTS_WITHIN_S = 60.0
PAUSE_S = 0.01
# Plain Locust's. Each waits for its answer, and there is none that takes as long as its pause.
USERS = 20
MIX = Mix(journeys={"browse": 0.4, "order": 0.4, "look": 0.1, "retry": 0.1})


@dataclass
class Shop:
    """The stub, and where its spans go to as well."""

    url: str

    def count(self) -> int:
        """Say how many requests it has answered."""
        with urllib.request.urlopen(f"{self.url}/counted", timeout=10) as answer:  # noqa: S310
            return int(answer.read())


@dataclass
class Candidate:
    """A way to send requests, and what was measured of it: one figure for each round."""

    name: str
    arguments: list[str]
    environment: dict[str, str]
    record: Path | None = None
    costs_ms: list[float] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    lags_ms: list[float] = field(default_factory=list)

    def measure(self, shop: Shop) -> None:
        """Run it once, and note what a request cost."""
        if self.record:
            self.record.unlink(missing_ok=True)
        before = shop.count()
        command = [sys.executable, "-m", "locust", "--headless", "--only-summary"]
        process = subprocess.Popen(
            [*command, "--host", shop.url, *self.arguments],
            cwd=PROJECT,
            env={**os.environ, "PYTHONPATH": str(PROJECT), **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for_first(shop, before)
        began, spent_s = time.monotonic(), cpu_of(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
        requests = shop.count() - before
        if status or not requests:
            raise RuntimeError(f"{self.name} ended with {status} after {requests} requests")
        spent_s = used.ru_utime + used.ru_stime - spent_s
        self.costs_ms.append(spent_s * 1000 / requests)
        self.shares.append(100 * spent_s / seconds)
        if self.record:
            first = (each for each in read_records(self.record) if each.step == 0)
            self.lags_ms += [each.lag_ns / 1e6 for each in first]


def main() -> None:
    """Measure, and print each figure with its spread."""
    arguments = parse_arguments()
    with stub_shop() as shop, tempfile.TemporaryDirectory() as folder:
        candidates = list(make_candidates(arguments, shop, Path(folder)))
        for number in range(arguments.rounds):
            for candidate in candidates if number % 2 else candidates[::-1]:
                candidate.measure(shop)
            said = ", ".join(f"{one.name} {one.costs_ms[-1]:.3f} ms" for one in candidates)
            print(f"round {number + 1}: {said}", flush=True)
    print_report(candidates)


def parse_arguments() -> argparse.Namespace:
    """Read how often and how much."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rate", type=float, default=200, help="requests a second")
    parser.add_argument("--seconds", type=float, default=10)
    return parser.parse_args()


@contextmanager
def stub_shop() -> Iterator[Shop]:
    """Start the stub, and stop it in the end."""
    command = [sys.executable, "-m", "benchmarks.stub_shop"]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    try:
        port = int(process.stdout.readline()) if process.stdout else 0
        yield Shop(f"http://127.0.0.1:{port}")
    finally:
        process.kill()
        process.wait()


def make_candidates(arguments: argparse.Namespace, shop: Shop, folder: Path) -> Iterator[Candidate]:
    """Prepare all three: the same rate, for the same time."""
    steps = steps_of("poisson", arguments.rate, arguments.seconds)
    plan = make_plan("poisson", steps, MIX, Shelves(("TEA-ASSAM",)), 1)
    write_plan(folder / "plan.jsonl", plan)
    print(f"{count_requests(plan)} requests in {arguments.seconds:g} s, {arguments.rounds} rounds")
    users = ["--users", str(USERS), "--spawn-rate", "100", "--run-time", f"{arguments.seconds:g}s"]
    throughput = {"PLAIN_SHOPPER_RATE": f"{arguments.rate / USERS:g}"}
    yield Candidate("plain", ["-f", "benchmarks/plain_shopper.py", *users], throughput)
    for name, environment in {
        "disabled": {"OTEL_SDK_DISABLED": "true"},
        "traced": {"OTEL_EXPORTER_OTLP_ENDPOINT": shop.url},
    }.items():
        record = folder / f"{name}.jsonl"
        files = ["--plan", str(folder / "plan.jsonl"), "--record", str(record)]
        yield Candidate(name, ["-f", "loadtest/arrivals.py", *files], environment, record)


def wait_for_first(shop: Shop, before: int) -> None:
    """Wait until Locust has loaded and sends."""
    deadline = time.monotonic() + STARTS_WITHIN_S
    while shop.count() == before:
        if time.monotonic() > deadline:
            raise TimeoutError(f"No request within {STARTS_WITHIN_S:g} s.")
        time.sleep(PAUSE_S)


def cpu_of(pid: int) -> float:
    """Return the CPU seconds of a process so far."""
    spent = psutil.Process(pid).cpu_times()
    return spent.user + spent.system


def print_report(candidates: list[Candidate]) -> None:
    """Print what a request costs each, how that compares round by round, and how late it was."""
    for one in candidates:
        print_spread(f"{one.name}, a request", one.costs_ms, " ms")
        print_spread(f"{one.name}, of a core", one.shares, " %")
    plain, disabled, traced = (one.costs_ms for one in candidates)
    print_ratios("disabled / plain", disabled, plain)
    print_ratios("traced / plain", traced, plain)
    for one in candidates:
        if one.lags_ms:
            cut = statistics.quantiles(one.lags_ms, n=100)
            print(f"{one.name + ', lag':<22} p50 {cut[49]:.2f} ms, p99 {cut[98]:.2f} ms")


if __name__ == "__main__":
    main()
