"""Whether a fault is felt by the one whose request it is in: what nobody feels is no fault."""

from collections.abc import Mapping
from typing import Any

from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.shop import PlacedOrder

LEAST_NS = 100_000_000
LEAST_SHARE = 0.25
# What differs between any two orders.
OWN = frozenset({"id", "order_id", "trace_id", "placed_at", "settled_at", "request_id", "instance"})


def is_felt(
    scenario: Scenario, broken: PlacedOrder, whole: PlacedOrder, took_ns: tuple[int, int]
) -> bool:
    """Tell whether an order shows what the scenario says; `took_ns` are both orders' times."""
    if scenario.felt == "slow":
        return is_slower(*took_ns)
    if scenario.felt == "failed":
        return whole.confirmed and not broken.confirmed
    return broken.confirmed and what_it_says(broken.document) != what_it_says(whole.document)


def is_slower(broken_ns: int, whole_ns: int) -> bool:
    """Tell whether an order took longer by a quarter of the whole, and by 100 ms."""
    return broken_ns - whole_ns >= max(LEAST_NS, broken_ns * LEAST_SHARE)


def what_it_says(document: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out of an answer what every order has for itself."""
    return {key: value for key, value in document.items() if key not in OWN}
