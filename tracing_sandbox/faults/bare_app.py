"""A Flask service's application as if nobody had instrumented it: for what reports nothing."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from copy import copy
from functools import cache, partial, wraps
from importlib import import_module
from types import MethodType
from typing import Any, TypeAlias

from tracing_sandbox.faults.call import Around, Call

Prepare: TypeAlias = Callable[[Any], None]


def served_by(service: str, prepare: Prepare, *, silent: bool) -> Around:
    """Let a twin of the application serve the request, prepared once as the service's start does.

    It runs in a copy of the context: nothing of it stays with the thread.
    """

    @wraps(prepare)
    def around(call: Call) -> Any:
        twin = build_twin(service, prepare)
        serve = partial(serve_silently, twin) if silent else twin
        return copy_context().run(serve, *call.args)

    return around


@cache
def build_twin(service: str, prepare: Prepare) -> Any:
    """Copy the application, routes and all, without the instrumentation; then prepare it."""
    app = import_module(f"{service}.wsgi").application
    twin = copy(app)
    twin.before_request_funcs = without(app.before_request_funcs, app._before_request)
    twin.teardown_request_funcs = without(app.teardown_request_funcs, app._teardown_request)
    twin.wsgi_app = MethodType(type(app).wsgi_app, twin)
    twin._is_instrumented_by_opentelemetry = twin._got_first_request = False
    prepare(twin)
    return twin


def without(functions: Any, one: Any) -> Any:
    """Copy Flask's functions by blueprint, but for one."""
    return {
        scope: [function for function in listed if function is not one]
        for scope, listed in functions.items()
    }


def serve_silently(app: Any, environ: Any, start_response: Any) -> Iterable[bytes]:
    """Serve a request of which no span is made, as in a process without OpenTelemetry."""
    with without_spans():
        answer: Iterable[bytes] = app(environ, start_response)
        return answer


@contextmanager
def without_spans() -> Iterator[None]:
    """Make no span inside, by instrumentation or by hand, and send no context on."""
    from opentelemetry import trace
    from opentelemetry.instrumentation.utils import suppress_instrumentation
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

    ids = RandomIdGenerator()
    unsampled = trace.SpanContext(ids.generate_trace_id(), ids.generate_span_id(), is_remote=False)
    with suppress_instrumentation(), trace.use_span(trace.NonRecordingSpan(unsampled)):
        yield
