"""The inventory's server span is begun without a look at what came with the request.

It stands in place of the function by which Flask's instrumentation begins that span.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from tracing_sandbox.faults.call import Around, Call


def begin_span(tracer: Any, environ: dict[str, Any], name: str) -> tuple[Any, Any]:
    """Begin the server's span: a root, as nothing is current when a request comes in."""
    from opentelemetry.trace import SpanKind

    return tracer.start_span(name, kind=SpanKind.SERVER), None


def mended_begin_span(tracer: Any, environ: dict[str, Any], name: str) -> tuple[Any, Any]:
    """Begin the server's span in the context that came."""
    from opentelemetry import context, propagate
    from opentelemetry.instrumentation.wsgi import wsgi_getter
    from opentelemetry.trace import SpanKind

    token = context.attach(propagate.extract(environ, getter=wsgi_getter))
    return tracer.start_span(name, kind=SpanKind.SERVER), token


def by_hand(begin: Callable[..., tuple[Any, Any]]) -> Around:
    """Begin the span by hand; the instrumentation sets its attributes, and ends it."""

    @wraps(begin)
    def around(call: Call) -> Any:
        given = call.kwargs
        return begin(given["tracer"], given["context_carrier"], given["span_name"])

    return around


BEGIN = "inventory@opentelemetry.instrumentation.flask:_start_internal_or_server_span"
BROKEN = {BEGIN: by_hand(begin_span)}
MENDED = {BEGIN: by_hand(mended_begin_span)}
