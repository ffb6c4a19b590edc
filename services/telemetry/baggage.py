"""Baggage: what of it becomes an attribute, and where it must not go."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import baggage, context
from opentelemetry.context import Context
from opentelemetry.sdk.trace import Span, SpanProcessor

CHANNEL = "app.channel"
RECORDED = (CHANNEL,)


class BaggageAttributes(SpanProcessor):
    """Copies baggage entries onto each span, under their own names.

    Anybody may send baggage, so only the entries in `RECORDED` are taken.
    """

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """Copy what the parent context carries."""
        for key in RECORDED:
            value = baggage.get_baggage(key, parent_context)
            if value is not None:
                span.set_attribute(key, str(value))


@contextmanager
def with_baggage(key: str, value: str) -> Iterator[None]:
    """Carry an entry with what is called inside, in place of one that the caller sent."""
    token = context.attach(baggage.set_baggage(key, value))
    try:
        yield
    finally:
        context.detach(token)


@contextmanager
def without_baggage() -> Iterator[None]:
    """Send no baggage with what is called inside: a third party gets `traceparent` alone."""
    # Only the baggage is cleared: the current span stays in the context.
    token = context.attach(baggage.clear())
    try:
        yield
    finally:
        context.detach(token)
