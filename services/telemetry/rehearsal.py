"""Spans of a rehearsal: made as all are, so that their ways are warm, and sent to nobody."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import context
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import BatchSpanProcessor

REHEARSAL = context.create_key("rehearsal")


@contextmanager
def unsent() -> Iterator[None]:
    """Send no span that ends inside."""
    token = context.attach(context.set_value(REHEARSAL, True))
    try:
        yield
    finally:
        context.detach(token)


class SpansOfRequests(BatchSpanProcessor):
    """Sends spans in batches, in the background, but for those of a rehearsal."""

    def on_end(self, span: ReadableSpan) -> None:
        """Take a span that has ended."""
        if not context.get_value(REHEARSAL):
            super().on_end(span)
