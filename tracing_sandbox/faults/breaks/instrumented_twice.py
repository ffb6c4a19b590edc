"""A Flask app with two instrumentations, each of which makes a span of the request."""

from typing import Any

from opentelemetry.instrumentation.wsgi import OpenTelemetryMiddleware

from tracing_sandbox.faults.call import Call


def broken(call: Call) -> Any:
    """Put the middleware for WSGI around an app that FlaskInstrumentor has instrumented."""
    return OpenTelemetryMiddleware(call.proceed)(*call.args)


def mended(call: Call) -> Any:
    """Leave it at FlaskInstrumentor().instrument_app(app): one instrumentation a layer."""
    return call.proceed()


BROKEN = {"inventory:wsgi": broken}
MENDED = {"inventory:wsgi": mended}
