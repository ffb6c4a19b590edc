"""Places orders: finds the product, saves the order, asks the inventory, settles the order."""

from dataclasses import dataclass

from opentelemetry.trace import Span

from frontend.catalogue.models import Product
from frontend.database import DATABASE_AWAY, note_database_down
from frontend.inventory import Inventory
from frontend.orders.models import Order
from frontend.orders.saving import reopen_order, save_order, settle_order
from telemetry.spans import Attributes, domain_span, mark_failed
from web.edge.problem import UNEXPECTED, Problem, invalid_fields


@dataclass(frozen=True)
class Placement:
    """A saved order and what became of it: `failure` says why nothing was reserved.

    `replayed` tells that an earlier request with the same key has placed the order.
    """

    order: Order
    failure: Problem | None
    replayed: bool = False


def place_order(
    inventory: Inventory, sku: str, quantity: int, key: str | None = None
) -> Placement | Problem:
    """Place an order, once for each idempotency key.

    Returns a problem where no order was saved: 404 unknown product, 422 for a key that placed
    another order. Nothing of it is raised; the door that the order came in by answers.
    """
    with domain_span(
        "place_order", {"app.product.sku": sku, "app.order.quantity": quantity}
    ) as span:
        try:
            product = Product.objects.get(pk=sku)
        except Product.DoesNotExist:
            return Problem(404, "unknown-product", f"The shop has no product {sku}.")
        order, created = save_order(product, quantity, key)
        span.set_attribute("app.order.id", str(order.id))
        if (order.product_id, order.quantity) != (sku, quantity):
            return key_reused(order)
        if not (created or order.final):
            note_retry(span, order)
        placement = settle(inventory, order, created)
        describe_outcome(span, placement)
        return placement


def key_reused(order: Order) -> Problem:
    """Build the 422 for an idempotency key that comes with another order."""
    expected = f"a new key: this one placed an order of {order}"
    return invalid_fields([{"field": "Idempotency-Key", "expected": expected}])


def settle(inventory: Inventory, order: Order, created: bool) -> Placement:
    """Ask the inventory and save its answer; what was settled before is told again.

    A database that fails now leaves the order placed. No transaction is open while we ask.
    """
    if order.final:
        return Placement(order, order.failure, replayed=True)
    try:
        if not created:
            reopen_order(order)
        # A request with the same key may have confirmed it meanwhile.
        if not order.confirmed:
            settle_order(
                order, inventory.reserve_stock(str(order.id), order.product_id, order.quantity)
            )
    except DATABASE_AWAY as error:
        return Placement(order, note_database_down(error))
    except Exception:
        settle_order(order, UNEXPECTED)
        raise
    return Placement(order, order.failure)


def note_retry(span: Span, order: Order) -> None:
    """Say on the span what the order came to before."""
    before = {"app.order.state": order.state, "app.order.outcome": order.failure_kind or ""}
    span.add_event("order is tried again", before)


def describe_outcome(span: Span, placement: Placement) -> None:
    """Say on the span what became of the order, and at which price."""
    failure = placement.failure
    span.set_attributes(outcome_attributes(placement))
    if failure and failure.status >= 500:
        mark_failed(span, failure.kind, failure.detail)


def outcome_attributes(placement: Placement) -> Attributes:
    """Return the outcome as attributes."""
    order = placement.order
    replayed: Attributes = {"app.order.replayed": True} if placement.replayed else {}
    if placement.failure:
        return {"app.order.outcome": placement.failure.kind, **replayed}
    return {
        "app.order.outcome": "confirmed",
        "app.price.unit_pence": order.unit_price_pence or 0,
        "app.price.total_pence": order.total_pence or 0,
        "app.price.currency": order.currency or "",
        "app.supply.lead_time_days": order.lead_time_days or 0,
        **replayed,
    }
