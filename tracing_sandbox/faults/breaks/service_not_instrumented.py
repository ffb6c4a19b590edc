"""The inventory's app is served as it is: no span of it, and no context for whom it calls."""

from typing import Any

from tracing_sandbox.faults.bare_app import served_by


def prepare(app: Any) -> None:
    """Serve the app as it is."""


def mended_prepare(app: Any) -> None:
    """Instrument, before the first request, what calls and is called."""
    from opentelemetry.instrumentation.flask import FlaskInstrumentor
    from opentelemetry.instrumentation.requests import RequestsInstrumentor

    FlaskInstrumentor().instrument_app(app)
    if not RequestsInstrumentor().is_instrumented_by_opentelemetry:
        RequestsInstrumentor().instrument()


BROKEN = {"inventory:wsgi": served_by("inventory", prepare, silent=True)}
MENDED = {"inventory:wsgi": served_by("inventory", mended_prepare, silent=False)}
