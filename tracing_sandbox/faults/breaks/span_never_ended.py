"""A span that is begun by hand and never ended: it is never sent, and leaves orphans.

It stands around the look at the shelf.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from tracing_sandbox.faults.call import Around, Call


def look_on_shelf(look: Callable[[], Any]) -> Any:
    """Forget the end."""
    from opentelemetry import trace

    span = trace.get_tracer("inventory").start_span("look_on_shelf")
    with trace.use_span(span):
        return look()


def mended_look_on_shelf(look: Callable[[], Any]) -> Any:
    """Let the block end it, however it is left."""
    from opentelemetry import trace

    with trace.get_tracer("inventory").start_as_current_span("look_on_shelf"):
        return look()


def in_span(look_by: Callable[[Callable[[], Any]], Any]) -> Around:
    """Look in a span of one's own."""

    @wraps(look_by)
    def around(call: Call) -> Any:
        return look_by(call.proceed)

    return around


BROKEN = {"inventory.app:check_stock": in_span(look_on_shelf)}
MENDED = {"inventory.app:check_stock": in_span(mended_look_on_shelf)}
