"""A Flask app with two instrumentations, each of which makes a span of the request.

It stands in place of the inventory's app, whose twin is instrumented here.
"""

from typing import Any

from tracing_sandbox.faults.bare_app import served_by


def instrument(app: Any) -> None:
    """Instrument Flask, and WSGI beneath it as well."""
    from opentelemetry.instrumentation.flask import FlaskInstrumentor
    from opentelemetry.instrumentation.wsgi import OpenTelemetryMiddleware

    FlaskInstrumentor().instrument_app(app)
    app.wsgi_app = OpenTelemetryMiddleware(app.wsgi_app)


def mended_instrument(app: Any) -> None:
    """Instrument one layer: the framework, which knows the routes."""
    from opentelemetry.instrumentation.flask import FlaskInstrumentor

    FlaskInstrumentor().instrument_app(app)


BROKEN = {"inventory:wsgi": served_by("inventory", instrument, silent=False)}
MENDED = {"inventory:wsgi": served_by("inventory", mended_instrument, silent=False)}
