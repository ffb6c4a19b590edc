"""Span names that hold ids: each name is used once, and nothing can be counted or compared."""

from typing import Any

from opentelemetry import trace

from tracing_sandbox.faults.call import Call

tracer = trace.get_tracer("inventory")


def broken(call: Call) -> Any:
    """Write the order into the name."""
    order_id = call.args[1]
    with tracer.start_as_current_span(f"pick order {order_id}"):
        return call.proceed()


def mended(call: Call) -> Any:
    """Name the kind of work; the order is an attribute."""
    order_id = call.args[1]
    with tracer.start_as_current_span("pick order", attributes={"app.order.id": order_id}):
        return call.proceed()


BROKEN = {"inventory.app:reserve_stock": broken}
MENDED = {"inventory.app:reserve_stock": mended}
