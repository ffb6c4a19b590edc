"""A noisy part beside a spotless one that is slow now, and noisy systems where nothing is wrong."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from tests.unit.traces.planted.known_truth import Case, Truth
from tests.unit.traces.simulated.bare_exports import strip, strip_calls
from tests.unit.traces.simulated.places import (
    NOISY,
    SPOTLESS,
    Spot,
    habit_of,
    tailed_habit_of,
)
from tests.unit.traces.simulated.plan import Slowing
from tests.unit.traces.simulated.systems import (
    Export,
    Run,
    as_it_is,
    past_runs,
    run_as,
    traces_of,
    with_habits,
)

HABITS = 5
FAR_BEYOND = 1.5


def is_beyond_habit(run: Run, past: Sequence[Run], habits: Sequence[Slowing]) -> bool:
    """Say whether a habit took far longer than ever seen: then nobody can tell it from a fault."""
    return any(
        _habitual_ms(run, habit) > FAR_BEYOND * max(_habitual_ms(each, habit) for each in past)
        for habit in habits
    )


def _habitual_ms(run: Run, habit: Slowing) -> float:
    return sum(ms for place, ms in run.added_ms.items() if habit.is_at(place))


def _habits(operation: str, seed: int, draw: Callable[..., Slowing]) -> tuple[Slowing, ...]:
    rng = random.Random(f"habit {operation} {seed % HABITS}")
    return (draw(operation, rng),)


def _slow_beside_noise(
    seed: int, kinds: Sequence[str], draw: Callable[..., Slowing], export: Export = as_it_is
) -> Case:
    rng = random.Random(f"beside noise {seed}")
    operation = rng.choice(list(SPOTLESS))
    spot = rng.choice([spot for spot in SPOTLESS[operation] if spot.kind in kinds])
    habits = _habits(operation, seed, draw)
    ms = rng.uniform(150.0, 900.0)
    run = run_as(operation, seed, with_habits(habits, spot.slowed(ms, ms)), export)
    past = past_runs(operation, seed % HABITS, habits, export=export)
    decidable = not is_beyond_habit(run, past, habits)
    return Case(run.trace, _truth(spot, ms, export), traces_of(past), decidable)


def _truth(spot: Spot, ms: float, export: Export) -> Truth:
    truth = spot.truth(ms)
    if spot.kind == "transit" and export is strip_calls:
        return replace(truth, operation=None)
    return truth


def slow_work_beside_a_noisy_part(seed: int) -> Case:
    """A spotless operation takes long, while another varies by as much in health."""
    return _slow_beside_noise(seed, ["own"], habit_of)


def slow_query_beside_a_noisy_part(seed: int) -> Case:
    """A spotless query takes long, while another part varies by as much in health."""
    return _slow_beside_noise(seed, ["wait"], habit_of)


def slow_way_beside_a_noisy_part(seed: int) -> Case:
    """The way to a service takes long, while a part elsewhere varies by as much in health."""
    return _slow_beside_noise(seed, ["transit"], habit_of)


def slow_part_beside_a_long_tail(seed: int) -> Case:
    """A spotless part takes long, while another has a long tail in health."""
    return _slow_beside_noise(seed, ["own", "wait", "transit"], tailed_habit_of)


def slow_part_beside_a_noisy_one_without_attributes(seed: int) -> Case:
    """The same in an export that has no kinds, statuses and attributes."""
    return _slow_beside_noise(seed, ["own", "wait", "transit"], habit_of, strip)


def slow_part_beside_a_noisy_one_without_calls(seed: int) -> Case:
    """The same in an export that has only the spans of those who were called."""
    return _slow_beside_noise(seed, ["own", "wait"], habit_of, strip_calls)


def noisy_part_far_slower_than_ever(seed: int) -> Case:
    """The noisy part itself takes many times what it ever took."""
    rng = random.Random(f"noisy itself {seed}")
    operation = rng.choice(list(SPOTLESS))
    habits = _habits(operation, seed, habit_of)
    habit = habits[0]
    spot = next(
        s for s in NOISY[operation] if (s.service, s.name) == (habit.service, habit.operation)
    )
    ms = habit.high_ms * rng.uniform(3.0, 6.0)
    run = run_as(operation, seed, with_habits(habits, spot.slowed(ms, ms)))
    past = past_runs(operation, seed % HABITS, habits)
    return Case(run.trace, spot.truth(), traces_of(past))


def _healthy(seed: int, draw: Callable[..., Slowing], export: Export = as_it_is) -> Case:
    rng = random.Random(f"healthy noise {seed}")
    operation = rng.choice(list(NOISY))
    habits = _habits(operation, seed, draw)
    run = run_as(operation, seed, with_habits(habits), export)
    past = past_runs(operation, seed % HABITS, habits, export=export)
    decidable = not is_beyond_habit(run, past, habits)
    return Case(run.trace, None, traces_of(past), decidable)


def healthy_with_a_noisy_part(seed: int) -> Case:
    """The noisy part is as it is used to be: nothing is wrong."""
    return _healthy(seed, habit_of)


def healthy_with_a_long_tail(seed: int) -> Case:
    """A part has a long tail, and shows it: nothing is wrong."""
    return _healthy(seed, tailed_habit_of)


def healthy_and_noisy_without_attributes(seed: int) -> Case:
    """The noisy part is as it is used to be, in an export without kinds and attributes."""
    return _healthy(seed, habit_of, strip)


NOISE: Mapping[str, Callable[[int], Case]] = {
    shape.__name__: shape
    for shape in (
        slow_work_beside_a_noisy_part,
        slow_query_beside_a_noisy_part,
        slow_way_beside_a_noisy_part,
        slow_part_beside_a_long_tail,
        slow_part_beside_a_noisy_one_without_attributes,
        slow_part_beside_a_noisy_one_without_calls,
        noisy_part_far_slower_than_ever,
        healthy_with_a_noisy_part,
        healthy_with_a_long_tail,
        healthy_and_noisy_without_attributes,
    )
}
