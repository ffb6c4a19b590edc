"""Loops that make the same two or three calls for every row of too many rows."""

import random
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from tests.unit.traces.planted.known_truth import Case, Truth
from tests.unit.traces.simulated.bare_exports import strip
from tests.unit.traces.simulated.plan import Plan
from tests.unit.traces.simulated.systems import Export, as_it_is, run_system
from tracing_sandbox.traces.reading.trace import Trace

PASTS = 5
PEERS = 20
FEWEST, MOST = 12, 40
LOOPS = (("check_out", "checkout"), ("show_wishlist", "frontend"), ("restock", "frontend"))


def _run(operation: str, seed: int, rows: int, export: Export = as_it_is) -> Trace:
    return export(run_system(operation, seed, Plan(rows=rows))[0])


@lru_cache(maxsize=64)
def _past(
    operation: str, seed: int, fewest: int, most: int, export: Export = as_it_is
) -> Sequence[Trace]:
    rng = random.Random(f"past rows {seed}")
    return tuple(
        _run(operation, seed * 1000 + number, rng.randint(fewest, most), export)
        for number in range(PEERS)
    )


def _loop(seed: int, export: Export = as_it_is) -> tuple[str, Trace, Truth]:
    rng = random.Random(f"loop {seed}")
    operation, caller = rng.choice(LOOPS)
    trace = _run(operation, seed + 500_000, rng.randint(FEWEST, MOST), export)
    return operation, trace, Truth("repetition", caller)


def calls_for_every_row(seed: int) -> Case:
    """The loop is passed 12 to 40 times, where it usually is one to four times."""
    operation, trace, truth = _loop(seed)
    return Case(trace, truth, _past(operation, seed % PASTS, 1, 4))


def calls_for_every_row_and_no_healthy_trace(seed: int) -> Case:
    """The loop is passed 12 to 40 times, and there is no other trace."""
    _, trace, truth = _loop(seed)
    return Case(trace, truth)


def calls_for_every_row_without_attributes(seed: int) -> Case:
    """The loop is passed 12 to 40 times, in an export without kinds and attributes."""
    operation, trace, truth = _loop(seed, strip)
    return Case(trace, truth, _past(operation, seed % PASTS, 1, 4, strip))


def healthy_loops(seed: int) -> Case:
    """The loop is passed as often as it is in health, which is often."""
    operation, _ = LOOPS[seed % 3]
    past = _past(operation, seed % PASTS, FEWEST, MOST)
    rows = random.Random(f"healthy rows {seed}").randint(FEWEST, MOST)
    return Case(_run(operation, seed + 500_000, rows), None, past)


LOOPED: Mapping[str, Callable[[int], Case]] = {
    shape.__name__: shape
    for shape in (
        calls_for_every_row,
        calls_for_every_row_and_no_healthy_trace,
        calls_for_every_row_without_attributes,
        healthy_loops,
    )
}
