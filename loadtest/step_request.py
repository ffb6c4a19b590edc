"""The request of one step of a journey: what is asked of the shop, and what of it is planted."""

from dataclasses import dataclass
from typing import Any

from tracing_sandbox.faults.asked import Asked
from tracing_sandbox.load.planning.journeys import BROWSE, LOOK, PAGE, PLACE, REQUESTS, RETRY
from tracing_sandbox.load.planning.plan import Arrival
from tracing_sandbox.shop import NOTHING, write_headers

ORDERS = "/api/orders"
ORDERING = (PLACE, RETRY)


@dataclass(frozen=True)
class StepRequest:
    """What is sent; `name` is how Locust and the record call it."""

    method: str
    path: str
    name: str
    headers: dict[str, str]
    document: dict[str, Any] | None = None


def write_request(
    step: str, arrival: Arrival, run_key: str, order_id: str | None
) -> StepRequest | None:
    """Write the request of a step; None where it looks at an order, and there is none."""
    if step in ORDERING:
        return _write_order(step, arrival, run_key)
    if step == BROWSE:
        return StepRequest("GET", "/", REQUESTS[step], {})
    if order_id is None:
        return None
    paths = {LOOK: f"{ORDERS}/{order_id}", PAGE: f"/orders/{order_id}/"}
    return StepRequest("GET", paths[step], REQUESTS[step], {})


def _write_order(step: str, arrival: Arrival, run_key: str) -> StepRequest:
    headers = {"Idempotency-Key": f"{run_key}-{arrival.number}", **write_headers(_asked(arrival))}
    document = {"sku": arrival.sku, "quantity": arrival.quantity}
    return StepRequest("POST", ORDERS, REQUESTS[step], headers, document)


def _asked(arrival: Arrival) -> Asked:
    return Asked((arrival.scenario,), seed=arrival.seed) if arrival.scenario else NOTHING
