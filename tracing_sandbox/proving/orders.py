"""Places the orders of plans: one after another, or side by side where they only wait."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracing_sandbox.proving.customer import Customer
from tracing_sandbox.proving.plan import Plan
from tracing_sandbox.shop import PlacedOrder

# An order that takes so long and was asked for no delay waits for a deadline, and does nothing.
LONG_WAIT_S = 2.0
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


def place_plans(customer: Customer, plans: Sequence[Plan]) -> Iterator[PlacedPlan]:
    """Place all orders of each plan, those to be compared one right after another."""
    first, *others = plans
    began = time.monotonic()
    broken = customer.order(first.broken)
    waits = time.monotonic() - began > LONG_WAIT_S and not any(first.broken.delays_ms)
    yield place_others(customer, first, broken)
    if waits:
        placed = customer.order_all([plan.broken for plan in others], SIDE_BY_SIDE)
        for plan, each in zip(others, placed, strict=True):
            yield place_others(customer, plan, each)
        return
    for plan in others:
        yield place_others(customer, plan, customer.order(plan.broken))


def place_others(customer: Customer, plan: Plan, broken: PlacedOrder) -> PlacedPlan:
    """Place what the broken order is compared with."""
    return PlacedPlan(
        plan,
        broken,
        [customer.order(plan.whole) for _ in range(plan.reruns)],
        customer.order(plan.mended),
        customer.order(plan.first_alone) if plan.first_alone else None,
    )
