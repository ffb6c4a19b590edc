"""A row of requests in time, of which a share is touched by one cause from some moment on."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean, pvariance
from typing import NamedTuple

from tests.unit.traces.simulated.plan import Place, Plan, Slowing
from tests.unit.traces.simulated.simulation import EPOCH_NS, MS, System
from tests.unit.traces.simulated.systems import Export, as_it_is, copy_of, run_system
from tracing_sandbox.traces.reading.trace import Trace

FEWEST_TOUCHED = 4
CERTAIN = 5.0


@dataclass(frozen=True)
class Story:
    """Traces, the oldest first, and what is wrong with them.

    `services` are the names that are right to put first, and none where nothing is wrong.
    `since_ns` is when the first touched request began. Not `decidable`: the cause is lost in what
    varies anyway.
    """

    traces: Sequence[Trace]
    services: frozenset[str] = frozenset()
    kind: str | None = None
    since_ns: int | None = None
    touched: frozenset[str] = frozenset()
    decidable: bool = True


@dataclass(frozen=True)
class Plot:
    """What a story tells: which operations are asked for, and what befalls those that show it.

    `change` makes the plan of a touched request of the usual one. `share` of the requests are
    touched. `later` are asked for instead of
    `operations` in the second half.
    """

    kind: str | None
    services: frozenset[str]
    operations: Sequence[str]
    showing: frozenset[str]
    change: Callable[[Plan], Plan]
    share: float = 1.0
    count: int = 30
    usual: Plan = field(default_factory=Plan)
    export: Export = as_it_is
    later: Sequence[str] = ()


def tell(seed: int, plot: Plot) -> Story:
    """Run the requests of a story, some seconds apart."""
    rng = random.Random(f"story {seed}")
    operations = _asked_for(rng, plot)
    touched = _touched(rng, plot, operations)
    systems = []
    now_ns = EPOCH_NS + rng.randrange(10**15)
    for number, operation in enumerate(operations):
        plan = plot.change(copy_of(plot.usual)) if number in touched else copy_of(plot.usual)
        systems.append(run_system(operation, seed * 1000 + number, plan, now_ns)[1])
        now_ns += round((500.0 + rng.expovariate(1 / 8000.0)) * MS)
    return _story(plot, operations, systems, touched)


def _asked_for(rng: random.Random, plot: Plot) -> list[str]:
    half = plot.count // 2
    first = [*plot.operations, *(rng.choice(plot.operations) for _ in range(half))][:half]
    later = plot.later or plot.operations
    return first + [rng.choice(later) for _ in range(plot.count - half)]


def _touched(rng: random.Random, plot: Plot, operations: Sequence[str]) -> frozenset[int]:
    """Choose the requests that are touched: a share of those that can show it, from then on."""
    if not plot.showing:
        return frozenset()
    since = round(plot.count * rng.uniform(0.3, 0.6))
    able = [number for number in range(since, plot.count) if operations[number] in plot.showing]
    few = min(len(able), FEWEST_TOUCHED)
    return frozenset(rng.sample(able, max(few, round(plot.share * len(able)))))


def _story(
    plot: Plot, operations: Sequence[str], systems: Sequence[System], touched: frozenset[int]
) -> Story:
    traces = [plot.export(system.trace()) for system in systems]
    if not plot.showing:
        return Story(traces)
    began = [systems[number].began_ns for number in touched]
    return Story(
        traces,
        plot.services,
        plot.kind,
        min((ns for ns in began if ns is not None), default=None),
        frozenset(traces[number].trace_id for number in touched),
        _is_decidable(plot, operations, systems, touched),
    )


def _is_decidable(
    plot: Plot, operations: Sequence[str], systems: Sequence[System], touched: frozenset[int]
) -> bool:
    if len(touched) < FEWEST_TOUCHED:
        return False
    adds_time = bool(plot.change(Plan()).slowings)
    return not adds_time or _strength(plot, operations, systems, touched) >= CERTAIN


def _strength(
    plot: Plot, operations: Sequence[str], systems: Sequence[System], touched: frozenset[int]
) -> float:
    """Say by how many standard errors the touched requests of like operations differ.

    Measured is the time at the places of the cause, against what varies there anyway.
    """
    squares = 0.0
    for operation in plot.showing:
        alike = [n for n, other in enumerate(operations) if other == operation]
        after, before = touched.intersection(alike), set(alike) - touched
        if len(after) > 1 and len(before) > 1:
            visits = {n: _visit(plot, operation, systems[n].seed) for n in alike}
            added = fmean(visits[n].added_ms for n in after)
            error = pvariance([visit.usual_ms for visit in visits.values()])
            squares += added**2 / max(error * (1 / len(after) + 1 / len(before)), 1e-9)
    return float(squares**0.5)


class Visit(NamedTuple):
    """What one request takes at the places of a cause, and what the cause adds there."""

    usual_ms: float
    added_ms: float


def _visit(plot: Plot, operation: str, seed: int) -> Visit:
    """Run a request again, with the cause alone and with the habits alone."""
    struck = run_system(operation, seed, plot.change(Plan()))[1]
    habits = _habits(plot, operation, seed)
    habitual = sum(habits.get(place, 0.0) for place in struck.usual_ms)
    return Visit(
        sum(struck.usual_ms.values()) + habitual,
        sum(struck.added_ms.values()),
    )


def _habits(plot: Plot, operation: str, seed: int) -> Mapping[Place, float]:
    """Run a request with the habits alone; nothing else that is usual adds to a place."""
    if not plot.usual.slowings:
        return {}
    return run_system(operation, seed, copy_of(plot.usual))[1].added_ms


def slowed(*slowings: Slowing) -> Callable[[Plan], Plan]:
    """Make the change that slowings are, beside the habits."""
    return lambda plan: replace(plan, slowings=(*plan.slowings, *slowings))


Stories = Mapping[str, Callable[[int], Story]]
