"""Spans of a rehearsal: made as all are, so that their ways are warm, and sent to nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import BatchSpanProcessor

# Not in OpenTelemetry's own context: a server span begins in one that is read from its request.
rehearsing: ContextVar[bool] = ContextVar("rehearsing", default=False)


@contextmanager
def unsent() -> Iterator[None]:
    """Send no span that ends inside."""
    token = rehearsing.set(True)
    try:
        yield
    finally:
        rehearsing.reset(token)


class SpansOfRequests(BatchSpanProcessor):
    """Sends spans in batches, in the background, but for those of a rehearsal."""

    def on_end(self, span: ReadableSpan) -> None:
        """Take a span that has ended."""
        if not rehearsing.get():
            super().on_end(span)
