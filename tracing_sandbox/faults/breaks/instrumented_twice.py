"""A Flask app with two instrumentations, each of which makes a span of the request.

It stands around the inventory's app, which FlaskInstrumentor has instrumented.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias

from tracing_sandbox.faults.call import Around, Call

Application: TypeAlias = Callable[..., Any]


def wrap_app(app: Application) -> Application:
    """Put the middleware for WSGI around it as well."""
    from opentelemetry.instrumentation.wsgi import OpenTelemetryMiddleware

    return OpenTelemetryMiddleware(app)


def mended_wrap_app(app: Application) -> Application:
    """Leave it at FlaskInstrumentor().instrument_app(app): one instrumentation a layer."""
    return app


def served(wrap: Callable[[Application], Application]) -> Around:
    """Serve the request by the app, as it is wrapped."""

    @wraps(wrap)
    def around(call: Call) -> Any:
        return wrap(call.proceed)(*call.args)

    return around


BROKEN = {"inventory:wsgi": served(wrap_app)}
MENDED = {"inventory:wsgi": served(mended_wrap_app)}
