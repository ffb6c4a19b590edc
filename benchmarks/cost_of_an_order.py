"""Measures the CPU that one order costs, traced and not: `python -m benchmarks.cost_of_an_order`.

Sandboxes of its own stand side by side, and one after the other gets the same load; so each round
compares them on the machine as it is in that minute. CPU is user and system time of a service's
processes, until what its spans cost after the answer is spent too. The third party does not wait.

traced: as `sandbox up` starts it; spans are made, exported to the Collector, kept by Jaeger.
disabled: OTEL_SDK_DISABLED=true. The instrumentations still wrap every library, build attributes
    and ask the API for spans, which are no-ops: this is what switching off costs, not nothing.
plain: no instrumentation is let in either (`uninstrumented/sitecustomize.py`); what is left of
    tracing are the domain's own no-op spans. The honest "untraced": the ratio is traced to plain.

Orders/s have the client, and for traced also Collector and Jaeger, on the same cores.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.order_load import OrderLoad
from tracing_sandbox.running.trial import TrialSandbox, open_trial

SERVICES = ("frontend", "inventory", "thirdparty")
UNTRACED = {"OTEL_SDK_DISABLED": "true"}
MODES = {
    "plain": {**UNTRACED, "PYTHONPATH": str(Path(__file__).parent / "uninstrumented")},
    "disabled": UNTRACED,
    "traced": {},
}
PATIENT = {"SANDBOX_DATABASE_TIMEOUT_S": "10", "SANDBOX_INVENTORY_TIMEOUT_S": "25"}
PHASE_LIMIT_S = 120.0
# Longer than a batch of spans waits for more.
QUIET_S = 0.7
# One tick of the clock that counts CPU, for each service.
TICKS_S = 0.03


@dataclass
class Candidate:
    """A running sandbox and what was measured of it, one figure for each phase."""

    mode: str
    sandbox: TrialSandbox
    costs: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in SERVICES})
    rates: list[float] = field(default_factory=list)

    @property
    def totals(self) -> list[float]:
        """CPU ms of an order in all services, by phase."""
        return [sum(phase) for phase in zip(*self.costs.values(), strict=True)]


def main() -> None:
    """Measure, and print each figure with its spread."""
    arguments = parse_arguments()
    with ExitStack() as sandboxes:
        candidates = [sandboxes.enter_context(running(mode)) for mode in MODES]
        for candidate in candidates:
            place_orders(candidate, arguments.orders // 2, arguments.threads)
        for number in range(arguments.rounds):
            for candidate in candidates if number % 2 else candidates[::-1]:
                measure_phase(candidate, arguments.orders, arguments.threads)
            print_round(number + 1, candidates)
    print_report(candidates)


def parse_arguments() -> argparse.Namespace:
    """Read how often and how much."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--orders", type=int, default=300)
    parser.add_argument("--threads", type=int, default=4)
    return parser.parse_args()


@contextmanager
def running(mode: str) -> Iterator[Candidate]:
    """Start a sandbox in this mode, and stop it in the end."""
    environment = {**PATIENT, "SANDBOX_THIRDPARTY_LATENCY_MS": "0", **MODES[mode]}
    print(f"starting {mode}", flush=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        open_trial(Path(folder) / "home", **environment) as sandbox,
    ):
        yield Candidate(mode, sandbox)


def measure_phase(candidate: Candidate, orders: int, threads: int) -> None:
    """Load one sandbox and note what each order cost, and how many it held in a second."""
    before = await_quiet(candidate.sandbox)
    candidate.rates.append(place_orders(candidate, orders, threads))
    for name, spent in await_quiet(candidate.sandbox).items():
        candidate.costs[name].append((spent - before[name]) * 1000 / orders)


def await_quiet(sandbox: TrialSandbox) -> dict[str, float]:
    """Wait until the services spend no more CPU; return the seconds of each until then."""
    deadline = time.monotonic() + PHASE_LIMIT_S
    seen = read_cpu(sandbox)
    while time.monotonic() < deadline:
        time.sleep(QUIET_S)
        before, seen = seen, read_cpu(sandbox)
        if sum(seen.values()) - sum(before.values()) <= TICKS_S:
            return seen
    raise TimeoutError(f"The services are not quiet after {PHASE_LIMIT_S:g} s.")


def place_orders(candidate: Candidate, orders: int, threads: int) -> float:
    """Place orders; return how many were confirmed in a second."""
    deadline = time.monotonic() + PHASE_LIMIT_S
    return OrderLoad(candidate.sandbox.frontend_url, orders, deadline).run(threads)


def read_cpu(sandbox: TrialSandbox) -> dict[str, float]:
    """Return the CPU seconds that each service has spent."""
    parts = json.loads(sandbox.require("status", "--json"))["parts"]
    return {part["name"]: cpu_of(part["pid"]) for part in parts if part["name"] in SERVICES}


def cpu_of(pid: int) -> float:
    """Return the CPU seconds of a process and of its children that live."""
    root = psutil.Process(pid)
    times = [process.cpu_times() for process in (root, *root.children(recursive=True))]
    return sum(spent.user + spent.system for spent in times)


def print_round(number: int, candidates: list[Candidate]) -> None:
    """Say what the last round measured."""
    said = ", ".join(f"{one.mode} {one.totals[-1]:.2f} ms" for one in candidates)
    print(f"round {number}: {said}", flush=True)


def print_report(candidates: list[Candidate]) -> None:
    """Print what an order costs in each service, and how the modes compare, round by round."""
    for one in candidates:
        for name, costs in {**one.costs, "in all": one.totals}.items():
            print_spread(f"{one.mode} {name}", costs, " ms")
        print_spread(f"{one.mode} orders/s", one.rates, "")
    plain, disabled, traced = (one.totals for one in candidates)
    print_ratios("traced / plain", traced, plain)
    print_ratios("traced / disabled", traced, disabled)


def print_ratios(name: str, above: list[float], below: list[float]) -> None:
    """Print the ratio of the figures of each round."""
    print_spread(name, [one / other for one, other in zip(above, below, strict=True)], "")


def print_spread(name: str, figures: list[float], unit: str) -> None:
    """Print minimum, median and maximum."""
    low, middle, high = min(figures), statistics.median(figures), max(figures)
    print(f"{name:<22} median {middle:.2f}{unit} ({low:.2f} to {high:.2f})")


if __name__ == "__main__":
    main()
