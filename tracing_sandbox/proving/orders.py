"""Places the orders of plans: one after another, or side by side where they only wait."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracing_sandbox.faults.asked import Asked
from tracing_sandbox.proving.customer import Customer
from tracing_sandbox.proving.grading import tolerance_ns
from tracing_sandbox.proving.plan import Plan
from tracing_sandbox.shop import PlacedOrder

# An order that takes so long and was asked for no delay waits for a deadline, and does nothing.
LONG_WAIT_S = 2.0
MOST_ROUNDS = 3
# Orders that only wait for a deadline leave each other alone.
SIDE_BY_SIDE = 4


@dataclass(frozen=True)
class PlacedPlan:
    """A plan, and what the shop answered to each of its orders."""

    plan: Plan
    broken: PlacedOrder
    whole: Sequence[PlacedOrder]
    mended: PlacedOrder
    first_alone: PlacedOrder | None

    def __iter__(self) -> Iterator[PlacedOrder]:
        """Go through all orders."""
        yield from (self.broken, *self.whole, self.mended)
        if self.first_alone:
            yield self.first_alone


@dataclass(frozen=True)
class Round:
    """A plan that was placed, and how long the runs of the whole order took."""

    placed: PlacedPlan
    took_s: Sequence[float]

    @property
    def is_steady(self) -> bool:
        """Say whether the runs differ by no more than a prediction may."""
        if not self.took_s:
            return True
        least_ns, most_ns = (round(1e9 * each) for each in (min(self.took_s), max(self.took_s)))
        return most_ns - least_ns <= tolerance_ns(most_ns)


def place_plans(customer: Customer, plans: Sequence[Plan]) -> Iterator[PlacedPlan]:
    """Place all orders of each plan, those to be compared one right after another."""
    first, *others = plans
    began = time.monotonic()
    yield place_steadily(customer, first)
    if time.monotonic() - began > LONG_WAIT_S and first.only_waits:
        placed = customer.order_all([plan.broken for plan in others], SIDE_BY_SIDE)
        for plan, broken in zip(others, placed, strict=True):
            yield place_plan(customer, plan, broken).placed
        return
    for plan in others:
        yield place_steadily(customer, plan)


def place_steadily(customer: Customer, plan: Plan) -> PlacedPlan:
    """Place a plan, and again while the machine is too busy for two runs of the same to agree."""
    for _ in range(MOST_ROUNDS):
        round_ = place_plan(customer, plan)
        if round_.is_steady:
            break
    return round_.placed


def place_plan(customer: Customer, plan: Plan, broken: PlacedOrder | None = None) -> Round:
    """Place the orders of a plan: the whole one before and after the broken one."""
    before = [run(customer, plan.whole) for _ in range(min(plan.reruns, 1))]
    broken = broken or customer.order(plan.broken)
    after = [run(customer, plan.whole) for _ in range(plan.reruns - 1)]
    whole = [*before, *after]
    mended = customer.order(plan.mended)
    alone = customer.order(plan.first_alone) if plan.first_alone else None
    placed = PlacedPlan(plan, broken, [order for order, _ in whole], mended, alone)
    return Round(placed, [took_s for _, took_s in whole])


def run(customer: Customer, asked: Asked) -> tuple[PlacedOrder, float]:
    """Place an order, and say how long its answer took."""
    began = time.monotonic()
    return customer.order(asked), time.monotonic() - began
