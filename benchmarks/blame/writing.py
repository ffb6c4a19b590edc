"""Places seeded orders in a sandbox of its own, and writes their traces and the sealed truth."""

import json
import random
import secrets
import tempfile
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import requests

from tracing_sandbox.faults.asked import Asked
from tracing_sandbox.faults.catalogue import SCENARIOS, service_faults
from tracing_sandbox.faults.seal import Seal
from tracing_sandbox.running.trial import TrialSandbox, open_trial
from tracing_sandbox.shop import Shop
from tracing_sandbox.traces.jaeger.arrival import wait_for_whole_trace
from tracing_sandbox.traces.jaeger.client import JaegerClient

HEALTHY = 20
# One of so many traces is healthy: an entrant that always blames somebody loses there.
HEALTHY_SHARE = 0.15
ARRIVAL_S = 60.0
TIMEOUT_S = 30.0
SKU = "TEA-ASSAM"


def write(folder: Path, count: int, seed: int) -> None:
    """Write `count` traces; the same seed plants the same faults with the same delays."""
    (folder / "traces").mkdir(parents=True)
    key = secrets.token_urlsafe()
    (folder / "key").write_text(key)
    with tempfile.TemporaryDirectory(prefix="blame-") as home, trial(home, seed) as sandbox:
        healthy = [place(sandbox, Asked(seed=seed + place_no)) for place_no in range(HEALTHY)]
        write_json(folder / "healthy.json", {"data": [fetch(sandbox, each) for each in healthy]})
        truth = dict(plant(sandbox, folder, number, seed, key) for number in range(1, count + 1))
    write_json(folder / "truth.json", truth)


def trial(home: str, seed: int) -> AbstractContextManager[TrialSandbox]:
    """Give a sandbox in which the same seed has the same chances."""
    return open_trial(Path(home), SANDBOX_SEAL_KEY=f"blame {seed}")


def plant(
    sandbox: TrialSandbox, folder: Path, number: int, seed: int, key: str
) -> tuple[str, dict[str, Any]]:
    """Place one order and the same without its fault; write the trace, and return the truth."""
    chance = random.Random(f"{seed}:{number}")  # noqa: S311
    chosen = chance.choice(service_faults()) if chance.random() > HEALTHY_SHARE else None
    asked = Asked((chosen.name,) if chosen else (), seed=chance.getrandbits(32))
    trace = fetch(sandbox, place(sandbox, asked))
    without = fetch(sandbox, place(sandbox, Asked(seed=asked.seed)))
    name = f"{number:04}"
    write_json(folder / "traces" / f"{name}.json", {"data": [trace]})
    print(f"trace {name}")
    cost_ms = duration_ms(trace) - duration_ms(without)
    sealed = Seal(key, SCENARIOS).close(chosen.name) if chosen else None
    return name, {"scenario": sealed, "time_ms": round(cost_ms, 1)}


def place(sandbox: TrialSandbox, asked: Asked) -> str:
    """Place an order and wait for its trace; return its id."""
    placed = Shop(sandbox.frontend_url).place_order(SKU, 1, asked)
    wait_for_whole_trace(JaegerClient(sandbox.jaeger_url), placed.trace_id, ARRIVAL_S)
    return placed.trace_id


def fetch(sandbox: TrialSandbox, trace_id: str) -> dict[str, Any]:
    """Fetch a trace as Jaeger gives it to its own page."""
    url = f"{sandbox.jaeger_url}/api/traces/{trace_id}"
    found: dict[str, Any] = requests.get(url, timeout=TIMEOUT_S).json()["data"][0]
    return found


def duration_ms(trace: dict[str, Any]) -> float:
    """Say how long the shop's own span took."""
    roots = [span for span in trace["spans"] if span["operationName"] == "POST api/orders"]
    return max((span["duration"] / 1000 for span in roots), default=0.0)


def write_json(path: Path, document: Any) -> None:
    """Write a document."""
    path.write_text(json.dumps(document, indent=1) + "\n")
