"""The requests of a made-up run: slow and broken ones are planted, and one part dies."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tracing_sandbox.load.planning.arrivals import steps_of
from tracing_sandbox.load.planning.journeys import REQUESTS
from tracing_sandbox.load.planning.mix import default_mix
from tracing_sandbox.load.planning.plan import Arrival, Shelves, make_plan
from tracing_sandbox.load.recording.record import Record

BEGAN_NS = 1_795_712_400_000_000_000
DIED_S, BACK_S = 31.2, 33.9
SHELVES = Shelves(("TEA-ASSAM", "TEA-EARL-GREY", "TEA-JASMINE"))
# Milliseconds: of a healthy request, and what a scenario adds; the status that it answers with.
USUAL_MS = {"GET /": 3.2, "POST /api/orders": 19.0, "GET /api/orders/[id]": 2.4}
AGAIN_MS = 4.1
ADDED_MS = {
    "slow-third-party": 1800.0,
    "third-party-hangs": 2000.0,
    "dripping-body": 900.0,
    "rate-limited": 420.0,
    "slow-connect": 700.0,
    "sequential-calls": 240.0,
    "retry-storm": 650.0,
    "n-plus-one": 90.0,
    "full-scan": 160.0,
    "blocking-log": 120.0,
    "job-outlives-request": 0.0,
    "swallowed-failure": 8.0,
}
FAILS = {
    "third-party-error": 502,
    "third-party-hangs": 504,
    "malformed-json": 502,
    "wrong-types": 502,
    "connection-reset": 502,
}


@dataclass(frozen=True)
class Shape:
    """What kind of run it is: requests a second, seconds, and whether the inventory dies."""

    rate: float = 50.0
    duration_s: float = 60.0
    seed: int = 7
    dies: bool = True


def make_records(shape: Shape) -> list[Record]:
    """Make up each request of a run; the same shape gives the same ones."""
    return [record for arrival in make_plan_of(shape) for record in _visit(arrival, shape)]


def make_plan_of(shape: Shape) -> list[Arrival]:
    """Plan it as a real run is planned."""
    steps = steps_of("poisson", shape.rate, shape.duration_s)
    return make_plan("poisson", steps, default_mix(), SHELVES, shape.seed)


def _visit(arrival: Arrival, shape: Shape) -> Iterator[Record]:
    chance = Random(f"{shape.seed}:made:{arrival.number}")
    trace_id = f"{chance.getrandbits(128):032x}"
    intended_ns = BEGAN_NS + round(arrival.at_ms * 1e6)
    for step, name in enumerate(arrival.steps):
        planted = arrival.scenario if step == 0 else None
        lag_ns = round(chance.lognormvariate(math.log(0.6e6), 0.7)) if step == 0 else 40_000
        at_s = (intended_ns - BEGAN_NS) / 1e9
        took_ms, status = _answer(REQUESTS[name], planted, at_s, shape, chance)
        finished_ns = intended_ns + lag_ns + round(took_ms * 1e6)
        yield Record(
            arrival=arrival.number,
            step=step,
            journey=arrival.journey,
            name=REQUESTS[name],
            intended_ns=intended_ns,
            sent_ns=intended_ns + lag_ns,
            finished_ns=finished_ns,
            status=status,
            problem=f"status {status}" if status >= 400 else None,
            scenario=arrival.scenario,
            seed=arrival.seed,
            sold_out=False,
            trace_id=trace_id,
            span_id=f"{chance.getrandbits(64):016x}",
            request_id=f"load-{arrival.number}-{step}",
            sampled=True,
        )
        if status >= 400:
            return
        intended_ns = finished_ns


def _answer(
    name: str, planted: str | None, at_s: float, shape: Shape, chance: Random
) -> tuple[float, int]:
    usual_ms = USUAL_MS.get(name, AGAIN_MS)
    took_ms = usual_ms * chance.lognormvariate(0, 0.32)
    took_ms += ADDED_MS.get(planted or "", 0.0) * chance.lognormvariate(0, 0.12)
    if shape.dies and name == "POST /api/orders" and DIED_S <= at_s < BACK_S:
        left_ms = (BACK_S - at_s) * 1000
        return (took_ms + left_ms, 201) if left_ms < 1200 else (took_ms + 1200, 503)
    if planted in FAILS:
        return took_ms, FAILS[planted]
    return took_ms, 201 if name.startswith("POST") else 200
