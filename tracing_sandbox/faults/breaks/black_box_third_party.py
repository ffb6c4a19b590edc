"""The third party reports nothing of what it does, and does not say which trace it is in."""

from typing import Any

from tracing_sandbox.faults.bare_app import served_by


def prepare(app: Any) -> None:
    """Serve the app as it is."""


def mended_prepare(app: Any) -> None:
    """Take part in the caller's trace, and name it in answers."""
    from opentelemetry.instrumentation import propagators
    from opentelemetry.instrumentation.flask import FlaskInstrumentor

    propagators.set_global_response_propagator(propagators.TraceResponsePropagator())
    FlaskInstrumentor().instrument_app(app)


BROKEN = {"thirdparty:wsgi": served_by("thirdparty", prepare, silent=True)}
MENDED = {"thirdparty:wsgi": served_by("thirdparty", mended_prepare, silent=False)}
