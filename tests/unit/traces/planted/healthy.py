"""Healthy traces of every operation, half of them of noisy systems: there is nothing to blame."""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace

from tests.unit.traces.planted.known_truth import Case
from tests.unit.traces.planted.noise import is_beyond_habit
from tests.unit.traces.simulated.bare_exports import strip, strip_calls
from tests.unit.traces.simulated.places import habit_of, tailed_habit_of
from tests.unit.traces.simulated.plan import Slowing
from tests.unit.traces.simulated.systems import (
    ALL_OPERATIONS,
    as_it_is,
    past_runs,
    run_as,
    traces_of,
    with_habits,
)

PASTS = 3
EXPORTS = (as_it_is, as_it_is, strip, strip_calls)


def _healthy(seed: int, habits: Callable[[str, int], tuple[Slowing, ...]]) -> Case:
    names = list(ALL_OPERATIONS)
    operation = names[seed % len(names)]
    export = EXPORTS[seed // len(names) % len(EXPORTS)]
    usual = habits(operation, seed % PASTS)
    run = run_as(operation, seed + 500_000, with_habits(usual), export)
    past = past_runs(operation, seed % PASTS, usual, export=export)
    decidable = not is_beyond_habit(run, past, usual)
    return Case(run.trace, None, traces_of(past), decidable)


def _noise(operation: str, seed: int) -> tuple[Slowing, ...]:
    rng = random.Random(f"healthy {operation} {seed}")
    draw = rng.choice([habit_of, habit_of, tailed_habit_of])
    return (draw(operation, rng),)


def healthy(seed: int) -> Case:
    """Nothing is wrong, and nothing is noisy."""
    return _healthy(seed, lambda operation, seed: ())


def healthy_and_alone(seed: int) -> Case:
    """Nothing is wrong, nothing takes long, and there is no other trace."""
    return replace(healthy(seed), healthy=())


def healthy_and_noisy(seed: int) -> Case:
    """A part varies by hundreds of milliseconds, as it always does."""
    return _healthy(seed, _noise)


HEALTHY: Mapping[str, Callable[[int], Case]] = {
    shape.__name__: shape for shape in (healthy, healthy_and_alone, healthy_and_noisy)
}
