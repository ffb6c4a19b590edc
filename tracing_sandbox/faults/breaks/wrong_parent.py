"""A context that is kept from one request to the next: what is done later hangs in the earlier.

It stands around the app, to which somebody else's request comes before, and around the step that
takes the stock off the shelf.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from opentelemetry.context import Context
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, set_span_in_context

from tracing_sandbox.faults.call import Around, Call

EARLIER = {"REQUEST_METHOD": "GET", "CONTENT_LENGTH": "0"}
FROM_OUTSIDE = ("HTTP_TRACEPARENT", "HTTP_TRACESTATE", "HTTP_BAGGAGE", "HTTP_X_REQUEST_ID")


def work_in(kept: Context, work: Callable[[], Any]) -> Any:
    """Work in the context that an object has kept since it was made."""
    from opentelemetry import context

    token = context.attach(kept)
    try:
        return work()
    finally:
        context.detach(token)


def mended_work_in(kept: Context, work: Callable[[], Any]) -> Any:
    """Work in this request's context; a link says which earlier one it comes from."""
    from opentelemetry import trace

    links = [trace.Link(trace.get_current_span(kept).get_span_context())]
    with trace.get_tracer("inventory").start_as_current_span("work", links=links):
        return work()


def with_kept(work_by: Callable[[Context, Callable[[], Any]], Any]) -> Around:
    """Work by an object that has served an earlier request."""

    @wraps(work_by)
    def around(call: Call) -> Any:
        return work_by(call.stage["kept"], call.proceed)

    return around


def serve_earlier(call: Call) -> Any:
    """Serve somebody else's request before this one, and keep what was current in it."""
    environ, start_response = call.args
    own = {key: value for key, value in environ.items() if key not in FROM_OUTSIDE}
    call.stage["kept"] = context_of(call.proceed, {**own, **EARLIER})
    return call.proceed(environ, start_response)


def context_of(application: Callable[..., Any], environ: dict[str, Any]) -> Context:
    """Let the application answer, and return the context of the span that its answer names."""
    told: dict[str, str] = {}
    body = application(environ, lambda _status, headers, *_: told.update(headers))
    if hasattr(body, "close"):
        body.close()
    _version, trace_id, span_id, flags = told["traceresponse"].split("-")
    ids = SpanContext(int(trace_id, 16), int(span_id, 16), False, TraceFlags(int(flags, 16)))
    return set_span_in_context(NonRecordingSpan(ids))


RESERVE = "inventory.app:reserve_stock"
BROKEN = {"inventory:wsgi": serve_earlier, RESERVE: with_kept(work_in)}
MENDED = {"inventory:wsgi": serve_earlier, RESERVE: with_kept(mended_work_in)}
