"""A context that is kept from one request to the next: what is done later hangs in the earlier."""

from collections.abc import Callable
from typing import Any

from opentelemetry import trace
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags

from tracing_sandbox.faults.call import Call

EARLIER = {"REQUEST_METHOD": "GET", "CONTENT_LENGTH": "0"}
FROM_OUTSIDE = ("HTTP_TRACEPARENT", "HTTP_TRACESTATE", "HTTP_BAGGAGE", "HTTP_X_REQUEST_ID")


def serve_earlier(call: Call) -> Any:
    """Serve somebody else's request before this one, and keep what was current in it."""
    environ, start_response = call.args
    kept = {key: value for key, value in environ.items() if key not in FROM_OUTSIDE}
    call.stage["kept"] = trace_of(call.proceed, {**kept, **EARLIER})
    return call.proceed(environ, start_response)


def trace_of(application: Callable[..., Any], environ: dict[str, Any]) -> SpanContext:
    """Let the application answer, and return the span context that its answer names."""
    told: dict[str, str] = {}
    body = application(environ, lambda _status, headers, *_: told.update(headers))
    if hasattr(body, "close"):
        body.close()
    _version, trace_id, span_id, flags = told["traceresponse"].split("-")
    return SpanContext(
        int(trace_id, 16), int(span_id, 16), is_remote=False, trace_flags=TraceFlags(int(flags, 16))
    )


def broken(call: Call) -> Any:
    """Work in the context that an object has kept since it was made."""
    with trace.use_span(NonRecordingSpan(call.stage["kept"])):
        return call.proceed()


def mended(call: Call) -> Any:
    """Keep no context: what is current belongs to the request that is being served."""
    with trace.use_span(trace.get_current_span()):
        return call.proceed()


BROKEN = {"inventory:wsgi": serve_earlier, "inventory.app:reserve_stock": broken}
MENDED = {"inventory:wsgi": serve_earlier, "inventory.app:reserve_stock": mended}
MEND = (mended,)
