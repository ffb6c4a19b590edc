"""Measures the start of the native sandbox and its memory: `python -m benchmarks.start_and_memory`.

Start: seconds from `sandbox up` to the first trace that is whole in Jaeger, binaries cached, on an
empty home. Its baseline is the start of one bare Python with the frontend's imports, in the same
run. Memory: of everything, right after the start and after the orders.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.running.trial import TrialSandbox, open_trial
from tracing_sandbox.shop import Shop
from tracing_sandbox.traces.jaeger.arrival import is_whole
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.errors import JaegerUnreachable

IMPORTS = "import django, flask, sqlalchemy, opentelemetry.sdk.trace, rich, typer"
SKU = "TEA-ASSAM"
START_LIMIT_S = 120.0
# Short beside what is measured.
PAUSE_S = 0.02

Found = TypeVar("Found")


def main() -> None:
    """Measure, and print each figure with its spread."""
    arguments = parse_arguments()
    starts, baselines = [], []
    for number in range(arguments.runs):
        baselines.append(measure_imports())
        starts.append(measure_start())
        print(f"start {number + 1}: {starts[-1]:.2f} s, imports alone {baselines[-1]:.2f} s")
    print_spread("first trace readable", starts, "s")
    print_spread("imports alone", baselines, "s")
    ratios = [start / baseline for start, baseline in zip(starts, baselines, strict=True)]
    print_spread("ratio", ratios, "")
    print_memory(arguments.orders)


def parse_arguments() -> argparse.Namespace:
    """Read how often and how much."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--orders", type=int, default=500)
    return parser.parse_args()


def measure_imports() -> float:
    """Return the seconds that one Python needs for the imports of the services."""
    started = time.monotonic()
    subprocess.run([sys.executable, "-c", IMPORTS], check=True)
    return time.monotonic() - started


def measure_start() -> float:
    """Return the seconds from `sandbox up` to the first whole trace."""
    with tempfile.TemporaryDirectory() as folder:
        sandbox = TrialSandbox.on_free_ports(Path(folder) / "home")
        started = time.monotonic()
        process = sandbox.spawn("up", "--detach")
        try:
            trace_id = wait_for(lambda: first_order(sandbox))
            wait_for(lambda: has_come(sandbox, trace_id))
            return time.monotonic() - started
        finally:
            process.wait(START_LIMIT_S)
            sandbox.down()


def wait_for(look: Callable[[], Found]) -> Found:
    """Return what is found as soon as something is; TimeoutError where nothing ever is."""
    deadline = time.monotonic() + START_LIMIT_S
    while not (found := look()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"The first trace is not whole within {START_LIMIT_S:g} s.")
        time.sleep(PAUSE_S)
    return found


def first_order(sandbox: TrialSandbox) -> str:
    """Return the trace id of a confirmed order, or nothing while the shop is not there."""
    try:
        placed = Shop(sandbox.frontend_url).place_order(SKU, 1)
    except SandboxError:
        return ""
    return placed.trace_id if placed.confirmed else ""


def has_come(sandbox: TrialSandbox, trace_id: str) -> bool:
    """Tell whether the trace is whole in Jaeger."""
    try:
        trace = JaegerClient(sandbox.jaeger_url).find_trace(trace_id)
    except JaegerUnreachable:
        return False
    return trace is not None and is_whole(trace)


def print_memory(orders: int) -> None:
    """Print each part's memory after the start and after the orders."""
    with tempfile.TemporaryDirectory() as folder, open_trial(Path(folder) / "home") as sandbox:
        before = read_memory(sandbox)
        shop = Shop(sandbox.frontend_url)
        for _ in range(orders):
            shop.place_order(SKU, 1)
        after = read_memory(sandbox)
    for name, megabytes in after.items():
        ratio = megabytes / before[name]
        print(f"{name:<12}{before[name]:>8.1f} MB{megabytes:>8.1f} MB  x {ratio:.2f}")


def read_memory(sandbox: TrialSandbox) -> dict[str, float]:
    """Return the megabytes of each part and of all."""
    document = json.loads(sandbox.require("status", "--json"))
    parts = {part["name"]: part["memory_mb"] for part in document["parts"]}
    return {**parts, "in all": document["memory_mb"]}


def print_spread(name: str, figures: list[float], unit: str) -> None:
    """Print minimum, median and maximum."""
    low, middle, high = min(figures), statistics.median(figures), max(figures)
    print(f"{name}: median {middle:.2f} {unit} ({low:.2f} to {high:.2f})")


if __name__ == "__main__":
    main()
