"""The plan: each arrival with its time and its journey; the same seed gives the same bytes."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import floor
from pathlib import Path
from random import Random

from tracing_sandbox.faults.asked import SEED_BITS
from tracing_sandbox.load.planning.arrivals import Kind, Step, draw_times
from tracing_sandbox.load.planning.journeys import JOURNEYS, may_be_planted_in, places_order
from tracing_sandbox.load.planning.mix import Mix

LARGEST_QUANTITY = 3
SOLD_OUT = "sold-out"


@dataclass(frozen=True)
class Arrival:
    """One visitor: when, in ms from the start, on which journey, and what is planted in the order.

    `sku` and `quantity` are of the order; a journey without one has neither. `scenario` names what
    is planted, with its `seed`. `sold_out` says that more is ordered than there is.
    """

    number: int
    at_ms: float
    journey: str
    sku: str | None = None
    quantity: int | None = None
    scenario: str | None = None
    seed: int | None = None
    sold_out: bool = False

    def to_line(self) -> str:
        """Write it as one line of JSON."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_line(cls, line: str) -> "Arrival":
        """Read it back."""
        return cls(**json.loads(line))

    @property
    def steps(self) -> tuple[str, ...]:
        """Name its requests, in their order."""
        return JOURNEYS[self.journey]


@dataclass(frozen=True)
class Shelves:
    """Products: those of which there is enough for any plan, and one with too few to order 1,000.

    `scarce` is None where there is none.
    """

    plenty: tuple[str, ...]
    scarce: str | None = None
    too_many: int = 1000


def make_plan(
    kind: Kind, steps: Sequence[Step], mix: Mix, shelves: Shelves, seed: int
) -> list[Arrival]:
    """Plan a run: all chance comes from the seed, and what an arrival draws from its number too."""
    chance = Random(f"{seed}:times")  # noqa: S311
    return plan_at(draw_times(kind, steps, mix.requests_per_arrival, chance), mix, shelves, seed)


def plan_at(times_s: Sequence[float], mix: Mix, shelves: Shelves, seed: int) -> list[Arrival]:
    """Plan arrivals at these times, in seconds from the start."""
    journeys = share_out(mix.journeys, len(times_s), Random(f"{seed}:journeys"))  # noqa: S311
    open_to_it = [number for number, name in enumerate(journeys) if may_be_planted_in(name)]
    planted = plant(mix, len(open_to_it), Random(f"{seed}:scenarios"))  # noqa: S311
    scenarios = dict(zip(open_to_it, planted, strict=True))
    return [
        _arrive(number, time_s, journeys[number], scenarios.get(number, ""), shelves, seed)
        for number, time_s in enumerate(times_s)
    ]


def plant(mix: Mix, orders: int, chance: Random) -> list[str]:
    """Say of each order what is planted in it: a scenario, `sold-out`, or nothing (empty)."""
    shares = {**mix.scenarios, SOLD_OUT: mix.sold_out}
    return share_out({"": 1 - sum(shares.values()), **shares}, orders, chance)


def share_out(shares: Mapping[str, float], count: int, chance: Random) -> list[str]:
    """Give each name its share of so many places, in an order that is drawn.

    Remainders go to the largest (Hamilton's method), so that no run has more or fewer of a name by
    chance.
    """
    exact = {name: max(share, 0.0) * count for name, share in shares.items()}
    given = {name: floor(each + 1e-9) for name, each in exact.items()}
    by_rest = sorted(exact, key=lambda name: given[name] - exact[name])
    for name in by_rest[: count - sum(given.values())]:
        given[name] += 1
    places = [name for name, number in given.items() for _ in range(number)]
    chance.shuffle(places)
    return places


def _arrive(
    number: int, time_s: float, journey: str, planted: str, shelves: Shelves, seed: int
) -> Arrival:
    at_ms = round(time_s * 1000, 3)
    if not places_order(journey):
        return Arrival(number, at_ms, journey)
    chance = Random(f"{seed}:{number}")  # noqa: S311
    sku, quantity = chance.choice(shelves.plenty), chance.randint(1, LARGEST_QUANTITY)
    drawn = chance.getrandbits(SEED_BITS)
    if planted == SOLD_OUT:
        sku = shelves.scarce or sku
        return Arrival(number, at_ms, journey, sku, shelves.too_many, sold_out=True)
    if planted:
        return Arrival(number, at_ms, journey, sku, quantity, planted, drawn)
    return Arrival(number, at_ms, journey, sku, quantity)


def count_requests(plan: Iterable[Arrival]) -> int:
    """Count the requests of a plan."""
    return sum(len(arrival.steps) for arrival in plan)


def write_plan(path: Path, plan: Iterable[Arrival]) -> None:
    """Write a plan, one line an arrival."""
    path.write_text(to_text(plan))


def to_text(plan: Iterable[Arrival]) -> str:
    """Give a plan as its file has it."""
    return "".join(f"{arrival.to_line()}\n" for arrival in plan)


def read_plan(path: Path) -> list[Arrival]:
    """Read a plan that `write_plan` wrote."""
    return [Arrival.from_line(line) for line in path.read_text().splitlines()]
