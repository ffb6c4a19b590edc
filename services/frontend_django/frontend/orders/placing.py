"""Places orders: saves one, asks the inventory to reserve for it, saves what became of it."""

from dataclasses import dataclass
from typing import Any

from opentelemetry import trace
from opentelemetry.util.types import AttributeValue

from frontend.catalogue.models import Product
from frontend.database import AWAY, database_down
from frontend.edge.answers import UNEXPECTED
from frontend.inventory import Inventory
from frontend.orders.models import Order
from frontend.orders.saving import confirm_order, fail_order, reopen_order, save_order
from telemetry import domain_span, set_attributes
from web.edge.problem import ProblemError, invalid_fields

REPLAYED = "Idempotent-Replayed"


@dataclass(frozen=True)
class Placement:
    """A confirmed order, and whether an earlier request with the same key had placed it."""

    order: Order
    replayed: bool = False


class OrderFailedError(ProblemError):
    """Why a saved order came to nothing; its document is the same each time it is told."""

    def __init__(self, order: Order, *, replayed: bool = False) -> None:
        status = order.failure_status or 500
        headers = {REPLAYED: "true"} if replayed else {}
        if status == 503:
            headers["Retry-After"] = "1"
        super().__init__(
            status,
            order.failure_kind or "",
            order.failure_detail or "",
            members=failure_members(order),
            headers=headers,
        )
        self.order = order

    def document(self) -> dict[str, Any]:
        """Return the document with the trace of the request that failed."""
        return {**super().document(), "trace_id": self.order.trace_id}


def failure_members(order: Order) -> dict[str, Any]:
    """Say which order failed, and how many are left if that was the reason."""
    members: dict[str, Any] = {"order_id": str(order.id)}
    if order.available is not None:
        members |= {"sku": order.product_id, "available": order.available}
    return members


def place_order(inventory: Inventory, sku: str, quantity: int, key: str | None = None) -> Placement:
    """Place an order, once for each idempotency key.

    Raises ProblemError: 404 unknown product, 422 for a key that placed another order, 503 without
    the database; OrderFailedError with the saved order when the inventory reserves nothing.
    """
    with domain_span("place_order", {"app.product.sku": sku, "app.order.quantity": quantity}):
        order, new = save_order(find_product(sku), quantity, key)
        set_attributes({"app.order.id": str(order.id)})
        if not new and (order.product_id, order.quantity) != (sku, quantity):
            raise key_reused(order)
        if order.final:
            return replay(order)
        return settle(inventory, order, new)


def find_product(sku: str) -> Product:
    """Return the product; ProblemError 404 where there is none."""
    product = Product.objects.filter(pk=sku).first()
    if product is None:
        raise ProblemError(404, "unknown-product", f"The shop has no product {sku}.")
    return product


def key_reused(order: Order) -> ProblemError:
    """Build the 422 for an idempotency key that comes with another order."""
    expected = f"a new key: this one placed an order of {order}"
    return invalid_fields([{"field": "Idempotency-Key", "expected": expected}])


def replay(order: Order) -> Placement:
    """Tell again what became of an order."""
    set_attributes({**outcome_attributes(order), "app.order.replayed": True})
    if not order.confirmed:
        raise OrderFailedError(order, replayed=True)
    return Placement(order, replayed=True)


def settle(inventory: Inventory, order: Order, new: bool) -> Placement:
    """Ask the inventory and save its answer; a database that fails now leaves the order placed."""
    try:
        if not new:
            note_retry(order)
            reopen_order(order)
        if not order.confirmed:
            reserve(inventory, order)
    except AWAY as error:
        raise database_down(error, order_id=str(order.id)) from error
    set_attributes(outcome_attributes(order))
    if not order.confirmed:
        raise OrderFailedError(order)
    return Placement(order)


def note_retry(order: Order) -> None:
    """Say on the span what the order came to before."""
    before = {"app.order.state": order.state, "app.order.outcome": order.failure_kind or ""}
    trace.get_current_span().add_event("order is tried again", before)


def reserve(inventory: Inventory, order: Order) -> None:
    """Reserve the stock and confirm the order, or save why not.

    No transaction is open while the inventory is asked.
    """
    try:
        reservation = inventory.reserve_stock(str(order.id), order.product_id, order.quantity)
        confirm_order(order, reservation)
    except ProblemError as problem:
        fail_order(order, problem)
    except AWAY:
        raise
    except Exception as error:
        fail_order(order, UNEXPECTED)
        raise OrderFailedError(order) from error


def outcome_attributes(order: Order) -> dict[str, AttributeValue]:
    """Say on the span what became of the order, and at which price."""
    if not order.confirmed:
        return {"app.order.outcome": order.failure_kind or ""}
    return {
        "app.order.outcome": "confirmed",
        "app.price.unit_pence": order.unit_price_pence or 0,
        "app.price.total_pence": order.total_pence or 0,
        "app.price.currency": order.currency or "",
        "app.supply.lead_time_days": order.lead_time_days or 0,
    }
