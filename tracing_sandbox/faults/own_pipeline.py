"""Lets the spans of one request leave by a processor of their own, made wrong or right."""

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias

from opentelemetry.sdk.trace import SpanProcessor
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from tracing_sandbox.faults.call import Around, Call

Build: TypeAlias = Callable[[], BatchSpanProcessor]
Close: TypeAlias = Callable[[BatchSpanProcessor], None]

# Where a service hands its ended spans to what sends them.
SENDING = "inventory@telemetry.rehearsal:SpansOfRequests.on_end"


def shut_down(processor: BatchSpanProcessor) -> None:
    """Send what is in the queue, and end."""
    processor.shutdown()  # type: ignore[no-untyped-call]


def sent_by(build: Build, close: Close = shut_down) -> Around:
    """Send what a request leaves by a processor that is built for it, and closed after its last."""

    @wraps(build)
    def around(call: Call) -> Any:
        span = call.args[0]
        if "processor" not in call.stage:
            call.stage["processor"] = build()
        processor: SpanProcessor = call.stage["processor"]
        processor.on_end(span)
        if span.parent is None or span.parent.is_remote:
            # Whoever asked for the order does not wait for an export.
            threading.Thread(target=close, args=(processor,), daemon=True).start()

    return around


def closed_by(close: Close, build: Build) -> Around:
    """The same, where the end is what is done wrong or right."""
    return wraps(close)(sent_by(build, close))
