"""Starts the inventory: its tracing, in view, and then its app."""

from telemetry import start_telemetry

start_telemetry("inventory")

from opentelemetry.instrumentation.flask import FlaskInstrumentor  # noqa: E402
from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor  # noqa: E402
from opentelemetry.instrumentation.requests import RequestsInstrumentor  # noqa: E402
from opentelemetry.instrumentation.sqlite3 import SQLite3Instrumentor  # noqa: E402
from opentelemetry.instrumentation.utils import suppress_instrumentation  # noqa: E402

from telemetry.query_summary import name_queries_by_table  # noqa: E402

# The drivers, not SQLAlchemy above them: both together show every query twice.
SQLite3Instrumentor().instrument()
PsycopgInstrumentor().instrument()
name_queries_by_table()
RequestsInstrumentor().instrument()

from inventory.app import create_app  # noqa: E402
from inventory.config import Settings  # noqa: E402
from web.edge.flask_edge import HEALTH_CHECK, end_request, start_request  # noqa: E402
from web.settings import read_settings  # noqa: E402

with suppress_instrumentation():
    application = create_app(read_settings(Settings))

FlaskInstrumentor().instrument_app(  # type: ignore[no-untyped-call]
    application,
    excluded_urls=HEALTH_CHECK,
    request_hook=start_request,
    response_hook=end_request,
    enable_commenter=False,
)
