"""All tracing of the inventory on one screen: what is instrumented, left out and put right."""

import flask
from opentelemetry.instrumentation.flask import FlaskInstrumentor
from opentelemetry.instrumentation.logging import LoggingInstrumentor
from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor
from opentelemetry.instrumentation.requests import RequestsInstrumentor
from opentelemetry.instrumentation.sqlite3 import SQLite3Instrumentor
from opentelemetry.trace import Span

from telemetry.client_span import note_callee
from telemetry.logs import LOG_FORMAT
from telemetry.queries import name_queries_by_table
from telemetry.server_span import describe_request, method_name
from telemetry.tracing import start_tracing
from web.edge.request import current_request_id

# The pattern is searched in the whole URL: without the anchor it would hide other pages too.
UNTRACED = r"^https?://[^/]*/healthz(\?|$)"


def trace_libraries() -> None:
    """Start tracing, and instrument what the inventory calls: its database, and HTTP."""
    start_tracing("inventory")
    LoggingInstrumentor().instrument(set_logging_format=True, logging_format=LOG_FORMAT)
    # The drivers, not SQLAlchemy above them: both together show every query twice.
    SQLite3Instrumentor().instrument()
    PsycopgInstrumentor().instrument()
    name_queries_by_table()
    RequestsInstrumentor().instrument(response_hook=note_callee)


def trace_requests(app: flask.Flask) -> None:
    """Instrument what calls the inventory: the requests to its app."""
    FlaskInstrumentor().instrument_app(  # type: ignore[no-untyped-call]
        app,
        excluded_urls=UNTRACED,
        response_hook=end_request,
        # The commenter of SQL attaches to a thread's context what it never detaches.
        enable_commenter=False,
    )


def end_request(span: Span, _status: str, _headers: object) -> None:
    """Put right what the instrumentation has set; a URL without a route names no span."""
    request = flask.request
    if request.url_rule is None:
        span.update_name(method_name(request.method))
    describe_request(span, request.environ, current_request_id.get())
