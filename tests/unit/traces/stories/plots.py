"""What stories have in common: who is asked for what, how often, and how noisy it is."""

import random
from collections.abc import Sequence
from dataclasses import replace

from tests.unit.traces.simulated.places import NOISY, habit_of
from tests.unit.traces.simulated.plan import Plan, Slowing
from tests.unit.traces.stories.told import Plot

PAGES = ("show_home", "check_out", "show_basket", "show_account", "search")
SHOWING = {
    "accounts": ("check_out", "show_account"),
    "catalogue": ("show_home", "check_out", "search"),
    "shipping": ("show_home", "check_out", "show_account"),
    "pricing": ("show_basket",),
    "currency": ("show_home", "check_out"),
    "adverts": ("show_home", "search"),
}


def plot(
    seed: int, kind: str | None, services: Sequence[str], showing: Sequence[str], **more: object
) -> Plot:
    """Draw what stories have in common: how many requests, of what, and how many are touched.

    Half of them are of several operations, and half of those are of a noisy system.
    """
    rng = random.Random(f"plot {seed} {kind}")
    alone = [rng.choice(list(showing))] if showing else [rng.choice(PAGES)]
    operations = alone if seed % 2 else [*showing, *rng.sample(PAGES, 2)]
    drawn = Plot(
        kind=kind,
        services=frozenset(services),
        operations=operations,
        showing=frozenset(showing) & set(operations),
        change=lambda plan: plan,
        share=rng.uniform(0.2, 1.0),
        count=100 if seed % 5 == 0 else 30,
        usual=Plan(slowings=_habits(rng, operations) if seed % 4 > 1 else ()),
    )
    return replace(drawn, **more)  # type: ignore[arg-type]


def _habits(rng: random.Random, operations: Sequence[str]) -> tuple[Slowing, ...]:
    noisy = [operation for operation in operations if operation in NOISY]
    return (habit_of(rng.choice(noisy), rng),) if noisy else ()


def time_ms(seed: int, low: float, high: float) -> tuple[float, float]:
    """Draw by how much is slow what is slow, from the least to the most."""
    ms = random.Random(f"ms {seed}").uniform(low, high)
    return ms * 0.7, ms * 1.3
