"""Starts the third party: its tracing, in view, and then its app."""

from telemetry import start_telemetry

start_telemetry("thirdparty")

from opentelemetry.instrumentation.flask import FlaskInstrumentor  # noqa: E402

from thirdparty.app import create_app  # noqa: E402
from thirdparty.config import Settings  # noqa: E402
from web.edge.flask_edge import HEALTH_CHECK, end_request, start_request  # noqa: E402
from web.settings import read_settings  # noqa: E402

application = create_app(read_settings(Settings))

FlaskInstrumentor().instrument_app(  # type: ignore[no-untyped-call]
    application,
    excluded_urls=HEALTH_CHECK,
    request_hook=start_request,
    response_hook=end_request,
    enable_commenter=False,
)
