"""Keeps what was planted in an order, beside its trace and never in it: the shop alone does."""

from typing import Any

from telemetry.spans import current_trace_id
from tracing_sandbox.pages.asked.records import keep
from tracing_sandbox.planting.current import current


def keep_record(wrapped: Any, _instance: Any, args: Any, kwargs: Any) -> Any:
    """Place an order, and keep what its request asks for."""
    try:
        return wrapped(*args, **kwargs)
    finally:
        request, trace_id = current.get(), current_trace_id()
        if request is not None and trace_id:
            keep(trace_id, request.asked, request.given)
