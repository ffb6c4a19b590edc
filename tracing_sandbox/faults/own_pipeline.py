"""Lets the spans of one request leave by a processor of their own, made wrong or right."""

import threading
from collections.abc import Callable
from typing import Any

from opentelemetry.sdk.trace import SpanProcessor

from tracing_sandbox.faults.call import Call

# Where a service hands its ended spans to what sends them.
SENDING = "inventory@telemetry.rehearsal:SpansOfRequests.on_end"


def send_by(
    call: Call,
    build: Callable[[], SpanProcessor],
    close: Callable[[Any], None] = lambda processor: processor.shutdown(),
) -> None:
    """Hand an ended span to this request's own processor, and close that after the last one."""
    span = call.args[0]
    if "processor" not in call.stage:
        call.stage["processor"] = build()
    processor = call.stage["processor"]
    processor.on_end(span)
    if span.parent is None or span.parent.is_remote:
        # Whoever asked for the order does not wait for an export.
        threading.Thread(target=close, args=(processor,), daemon=True).start()
