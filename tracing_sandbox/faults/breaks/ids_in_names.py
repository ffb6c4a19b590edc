"""Span names that hold ids: each name is used once, and nothing can be counted or compared.

It stands around the step that takes the stock off the shelf.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from tracing_sandbox.faults.call import Around, Call


def pick_order(order_id: str, work: Callable[[], Any]) -> Any:
    """Write the order into the name."""
    from opentelemetry import trace

    with trace.get_tracer("inventory").start_as_current_span(f"pick order {order_id}"):
        return work()


def mended_pick_order(order_id: str, work: Callable[[], Any]) -> Any:
    """Name the kind of work; the order is an attribute."""
    from opentelemetry import trace

    with trace.get_tracer("inventory").start_as_current_span("pick order") as span:
        span.set_attribute("app.order.id", order_id)
        return work()


def in_span(pick: Callable[[str, Callable[[], Any]], Any]) -> Around:
    """Take the stock in a span of one's own."""

    @wraps(pick)
    def around(call: Call) -> Any:
        return pick(call.args[1], call.proceed)

    return around


BROKEN = {"inventory.app:reserve_stock": in_span(pick_order)}
MENDED = {"inventory.app:reserve_stock": in_span(mended_pick_order)}
