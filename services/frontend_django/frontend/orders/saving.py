"""Saves orders: before the inventory is asked, and again when its answer is known."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import timezone

from frontend.catalogue.models import Product
from frontend.inventory import Reservation
from frontend.orders.models import Order
from telemetry.spans import (
    Attributes,
    current_trace_id,
    current_trace_is_sampled,
    domain_span,
    set_attributes,
)
from web.edge.problem import Problem

INTERRUPTED = Problem(500, "interrupted", "The shop was stopped before this order was settled.")
NO_FAILURE = {
    "failure_status": None,
    "failure_kind": None,
    "failure_detail": None,
    "available": None,
}


def save_order(product: Product, quantity: int, key: str | None) -> tuple[Order, bool]:
    """Save a new order as placed; an idempotency key that was used before leads to its order.

    Returns the order, and whether it is new.
    """
    ordered: Attributes = {"app.product.sku": product.sku, "app.order.quantity": quantity}
    with domain_span("save_order", ordered):
        order, created = find_or_create(key, product=product, quantity=quantity, **trace_fields())
        set_attributes({"app.order.id": str(order.id), "app.order.state": order.state})
        return order, created


def find_or_create(key: str | None, **fields: Any) -> tuple[Order, bool]:
    """Find the key's order or create it; of two requests at the same time only one creates.

    An order without a key gets one: the inventory may reserve for it after the shop has given up,
    and only the same order, tried again, comes to what is reserved.
    """
    if key is None:
        return Order.objects.create(idempotency_key=uuid4().hex, **fields), True
    return Order.objects.get_or_create(idempotency_key=key, defaults=fields)


def find_order(order_id: UUID) -> Order | None:
    """Return the order; one whose request must be dead by now is settled as interrupted first."""
    order = Order.objects.select_related("product").filter(pk=order_id).first()
    if order is not None and is_abandoned(order):
        trace = {"trace_id": order.trace_id, "sampled": order.sampled}
        update_order(order, **failure_fields(INTERRUPTED), **trace)
    return order


def is_abandoned(order: Order) -> bool:
    """Tell whether no request can be working on a placed order any more."""
    budget = timedelta(seconds=settings.SANDBOX.longest_request_s)
    return order.state == Order.State.PLACED and order.asked_at + budget < timezone.now()


def reopen_order(order: Order) -> None:
    """Note that the inventory is asked once more for an order that came to nothing."""
    update_order(
        order,
        state=Order.State.PLACED,
        asked_at=timezone.now(),
        settled_at=None,
        attempts=order.attempts + 1,
        **NO_FAILURE,
    )


def settle_order(order: Order, outcome: Reservation | Problem) -> None:
    """Save what was reserved, or why nothing was."""
    if isinstance(outcome, Reservation):
        fields = confirmed_fields(outcome)
    else:
        fields = failure_fields(outcome)
    update_order(order, **fields, settled_at=timezone.now())


def confirmed_fields(reservation: Reservation) -> dict[str, Any]:
    """Return a reservation as an order keeps it."""
    return {
        "state": Order.State.CONFIRMED,
        "unit_price_pence": reservation.unit_price_pence,
        "total_pence": reservation.total_pence,
        "currency": reservation.currency,
        "lead_time_days": reservation.lead_time_days,
        **NO_FAILURE,
    }


def failure_fields(problem: Problem) -> dict[str, Any]:
    """Return a problem as an order keeps it."""
    return {
        "state": Order.State.FAILED,
        "failure_status": problem.status,
        "failure_kind": problem.kind,
        "failure_detail": problem.detail,
        "available": problem.members.get("available"),
    }


def trace_fields() -> dict[str, Any]:
    """Return the current trace as an order keeps it."""
    return {"trace_id": current_trace_id(), "sampled": current_trace_is_sampled()}


def update_order(order: Order, **fields: Any) -> None:
    """Write the fields, unless a request with the same key has confirmed the order meanwhile.

    What is confirmed stays so; the order that was passed in then shows it.
    """
    fields = {**trace_fields(), **fields}
    with domain_span("save_order", {"app.order.id": str(order.id)}) as span:
        unconfirmed = Order.objects.filter(pk=order.pk).exclude(state=Order.State.CONFIRMED)
        if unconfirmed.update(**fields) == 0:
            order.refresh_from_db()
            span.add_event("order was confirmed by another request")
        else:
            for name, value in fields.items():
                setattr(order, name, value)
        span.set_attribute("app.order.state", order.state)
