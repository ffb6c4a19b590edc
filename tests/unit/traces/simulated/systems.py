"""Runs of all simulated operations, as they are and as they had been: the shop's, the mall's."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from tests.unit.traces.simulated.mall import MALL
from tests.unit.traces.simulated.plan import Place, Plan, Slowing
from tests.unit.traces.simulated.shop import OPERATIONS
from tests.unit.traces.simulated.simulation import System
from tracing_sandbox.traces.reading.trace import Trace

ALL_OPERATIONS: Mapping[str, Callable[[System], Trace]] = {**OPERATIONS, **MALL}
Export = Callable[[Trace], Trace]
PAST_SEED = 1_000_000


def as_it_is(trace: Trace) -> Trace:
    """Export a trace with all that its spans say."""
    return trace


def run_system(
    operation: str, seed: int, plan: Plan | None = None, began_ns: int | None = None
) -> tuple[Trace, System]:
    """Run one operation once; the system knows afterwards what was added where."""
    system = System(seed, plan, began_ns)
    return ALL_OPERATIONS[operation](system), system


def copy_of(plan: Plan) -> Plan:
    """Copy a plan, which one run uses up."""
    return replace(plan, delays_ms=dict(plan.delays_ms), failing_times=dict(plan.failing_times))


class Run(NamedTuple):
    """A trace as it was exported, and what habits and faults added to it at each place."""

    trace: Trace
    added_ms: Mapping[Place, float]


@lru_cache(maxsize=512)
def past_runs(
    operation: str,
    seed: int,
    habits: tuple[Slowing, ...] = (),
    count: int = 20,
    export: Export = as_it_is,
) -> tuple[Run, ...]:
    """Run an operation as often as it had run before, when nothing was wrong, habits included."""
    return tuple(
        run_as(operation, PAST_SEED * (seed + 1) + number, Plan(slowings=habits), export)
        for number in range(count)
    )


def run_as(operation: str, seed: int, plan: Plan, export: Export = as_it_is) -> Run:
    """Run one operation once, and export its trace."""
    trace, system = run_system(operation, seed, plan)
    return Run(export(trace), system.added_ms)


def traces_of(runs: Sequence[Run]) -> tuple[Trace, ...]:
    """List the traces alone."""
    return tuple(run.trace for run in runs)


def with_habits(habits: Sequence[Slowing], *faults: Slowing) -> Plan:
    """Plan a run that has faults beside what it always had."""
    return Plan(slowings=(*habits, *faults))
