"""Rows of traces of one operation in time, with stalls that come again and again."""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from tests.unit.traces.planted.known_truth import Truth
from tests.unit.traces.planted.noise import FAR_BEYOND
from tests.unit.traces.simulated.bare_exports import strip
from tests.unit.traces.simulated.places import NOISY, SPOTLESS, Spot, habit_of
from tests.unit.traces.simulated.plan import Place, Plan, Slowing
from tests.unit.traces.simulated.simulation import EPOCH_NS, MS
from tests.unit.traces.simulated.systems import Export, as_it_is, run_system
from tracing_sandbox.traces.reading.trace import Trace

Label: TypeAlias = Literal["healthy", "open", "habit", "fault"]
UNKNOWN_YET = 3
FAULTS = 2


class Labelled(NamedTuple):
    """A trace of a row, and what it is: an ordinary one, a stall that came before, or a fault.

    Open are the first three stalls, and what is far beyond all that was seen: nobody can know yet.
    """

    trace: Trace
    label: Label
    truth: Truth | None = None


@dataclass(frozen=True)
class Row:
    """Traces of one operation, the oldest first."""

    members: Sequence[Labelled]

    @property
    def newest_first(self) -> list[Trace]:
        """List the traces as a page would, the newest first."""
        return [member.trace for member in reversed(self.members)]


class Stall(NamedTuple):
    """Something that stops the work at times: where, for how long, and every how many requests."""

    slowings: Sequence[Slowing]
    every: int


def _row(
    seed: int,
    operation: str,
    stall: Stall | None,
    habits: tuple[Slowing, ...] = (),
    fault: Spot | None = None,
    export: Export = as_it_is,
) -> Row:
    rng = random.Random(f"row {seed}")
    count = rng.randint(60, 120)
    stalled = _stalled(rng, count, stall)
    faulty = set(rng.sample(range(count // 2, count), FAULTS)) - set(stalled) if fault else set()
    seen = Seen()
    members = []
    now_ns = EPOCH_NS + rng.randrange(10**15)
    for number in range(count):
        now_ns += round(rng.uniform(3_000.0, 10_000.0) * MS)
        usual = [*habits, *([rng.choice(stall.slowings)] if stall and number in stalled else [])]
        truth, slowings = None, list(usual)
        if fault and number in faulty:
            ms = rng.uniform(200.0, 900.0)
            truth = fault.truth(ms)
            slowings.append(fault.slowed(ms, ms))
        plan = Plan(slowings=slowings)
        trace, system = run_system(operation, seed * 1000 + number, plan, now_ns)
        label = "fault" if truth else seen.label(system.added_ms)
        members.append(Labelled(export(trace), label, truth))
    return Row(members)


class Seen:
    """What habits have shown so far: how often each service was struck, and how hard each place."""

    def __init__(self) -> None:
        self._times: Counter[str] = Counter()
        self._most_ms: dict[Place, float] = {}

    def label(self, added_ms: Mapping[Place, float]) -> Label:
        """Say what anybody could know of these stalls by now, and take note of them."""
        struck = {place: ms for place, ms in added_ms.items() if ms}
        known = all(self._is_known(place, ms) for place, ms in struck.items())
        for place, ms in struck.items():
            self._times[place.service] += 1
            self._most_ms[place] = max(ms, self._most_ms.get(place, 0.0))
        return ("habit" if known else "open") if struck else "healthy"

    def _is_known(self, place: Place, ms: float) -> bool:
        often = self._times[place.service] >= UNKNOWN_YET
        return often and ms <= FAR_BEYOND * self._most_ms.get(place, 0.0)


def _stalled(rng: random.Random, count: int, stall: Stall | None) -> list[int]:
    """Choose which requests are struck: about every so many, as by a clock."""
    if stall is None:
        return []
    numbers = range(rng.randrange(stall.every), count, stall.every)
    return sorted({min(count - 1, number + rng.randint(0, 1)) for number in numbers})


def _checkpoint(seed: int) -> tuple[str, Stall]:
    """Draw a stall that is always at the same place, for about the same time."""
    rng = random.Random(f"checkpoint {seed}")
    operation = rng.choice(list(SPOTLESS))
    spot = rng.choice([spot for spot in SPOTLESS[operation] if spot.kind == "wait"])
    ms = rng.uniform(200.0, 900.0)
    return operation, Stall([spot.slowed(ms * 0.8, ms * 1.2)], rng.randint(8, 12))


def _collection(seed: int) -> tuple[str, Stall]:
    """Draw a stall of one service, wherever its work is at that moment."""
    operation, service, names = random.Random(f"collection {seed}").choice(
        [
            ("place_order", "inventory", ("check_stock", "quote_price", "reserve_stock")),
            ("search", "frontend", ("render_hits",)),
            ("show_home", "recommendations", ("rank",)),
        ]
    )
    ms = random.Random(f"collected {seed}").uniform(200.0, 700.0)
    slowings = [Slowing(ms * 0.8, ms * 1.2, service, name, "work") for name in names]
    return operation, Stall(slowings, random.Random(seed).randint(8, 12))


def _fault(seed: int, operation: str, stall: Stall) -> Spot:
    """Draw a spotless place that is not where the stalls are."""
    stalled = {(slowing.service, slowing.operation) for slowing in stall.slowings}
    spots = [spot for spot in SPOTLESS[operation] if (spot.service, spot.name) not in stalled]
    return random.Random(f"fault {seed}").choice(spots)


def checkpoints(seed: int) -> Row:
    """A database stalls at about every tenth request, from the first to the last."""
    operation, stall = _checkpoint(seed)
    return _row(seed, operation, stall)


def checkpoints_without_attributes(seed: int) -> Row:
    """A database stalls at about every tenth request, in an export without attributes."""
    operation, stall = _checkpoint(seed)
    return _row(seed, operation, stall, export=strip)


def collections_of_garbage(seed: int) -> Row:
    """A service stalls at about every tenth request, in one or the other of its steps."""
    operation, stall = _collection(seed)
    return _row(seed, operation, stall)


def checkpoints_and_a_new_fault(seed: int) -> Row:
    """A database stalls as it always did; two requests are slow elsewhere, and that is new."""
    operation, stall = _checkpoint(seed)
    return _row(seed, operation, stall, fault=_fault(seed, operation, stall))


def collections_and_a_new_fault(seed: int) -> Row:
    """A service stalls as it always did; two requests are slow elsewhere, and that is new."""
    operation, stall = _collection(seed)
    return _row(seed, operation, stall, fault=_fault(seed, operation, stall))


def quiet_row(seed: int) -> Row:
    """Nothing is wrong, and nothing stalls."""
    return _row(seed, random.Random(f"quiet {seed}").choice(list(SPOTLESS)), None)


def noisy_row(seed: int) -> Row:
    """One part varies by hundreds of milliseconds, from the first to the last."""
    rng = random.Random(f"noisy row {seed}")
    operation = rng.choice(list(NOISY))
    return _row(seed, operation, None, (habit_of(operation, rng),))


def noisy_row_with_a_fault(seed: int) -> Row:
    """One part is noisy from the start; two requests are slow in a spotless one."""
    rng = random.Random(f"noisy fault {seed}")
    operation = rng.choice(list(SPOTLESS))
    fault = rng.choice(SPOTLESS[operation])
    return _row(seed, operation, None, (habit_of(operation, rng),), fault)


ROWS: Mapping[str, Callable[[int], Row]] = {
    row.__name__: row
    for row in (
        checkpoints,
        checkpoints_without_attributes,
        collections_of_garbage,
        checkpoints_and_a_new_fault,
        collections_and_a_new_fault,
        quiet_row,
        noisy_row,
        noisy_row_with_a_fault,
    )
}
