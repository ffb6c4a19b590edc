"""All tracing of the shop on one screen: what is instrumented, left out and put right."""

import time

from django.http import HttpRequest, HttpResponse
from opentelemetry.instrumentation.django import DjangoInstrumentor
from opentelemetry.instrumentation.logging import LoggingInstrumentor
from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor
from opentelemetry.instrumentation.requests import RequestsInstrumentor
from opentelemetry.instrumentation.sqlite3 import SQLite3Instrumentor
from opentelemetry.trace import Span

from telemetry.client_span import note_callee
from telemetry.logs import LOG_FORMAT
from telemetry.queries import name_queries_by_table
from telemetry.server_span import describe_request, method_name
from telemetry.spans import tracer
from telemetry.tracing import start_tracing
from web.edge.request import current_request_id, request_wait_s

# The pattern is searched in the whole URL: without the anchor it would hide other pages too.
UNTRACED = r"^https?://[^/]*/(healthz(\?|$)|static/|(traces|faults|puzzle)([/?]|$))"
# OpenTelemetry's middleware comes second: the first one gives the request its id.
AFTER_REQUEST_ID = 1
# Where the instrumentation looks for the moment at which its span begins.
BEGAN_AT = "opentelemetry-instrumentor-django.starttime_key"
LEAST_STEP_S = 0.1


def trace_libraries() -> None:
    """Start tracing, and instrument Django, the database drivers and HTTP calls.

    `DJANGO_SETTINGS_MODULE` is set by then, and Django itself not yet loaded.
    """
    start_tracing("frontend")
    LoggingInstrumentor().instrument(set_logging_format=True, logging_format=LOG_FORMAT)
    DjangoInstrumentor().instrument(
        excluded_urls=UNTRACED,
        request_hook=begin_request,
        response_hook=end_request,
        middleware_position=AFTER_REQUEST_ID,
    )
    SQLite3Instrumentor().instrument()
    PsycopgInstrumentor().instrument()
    name_queries_by_table()
    RequestsInstrumentor().instrument(response_hook=note_callee)


def count_wait(request: HttpRequest) -> None:
    """Let the server span begin when the request came, if it then waited for a thread."""
    wait_s = request_wait_s.get()
    if wait_s:
        request.META[BEGAN_AT] = time.time_ns() - int(wait_s * 1e9)


def begin_request(_span: Span, request: HttpRequest) -> None:
    """Show a long wait as a step of its own; a short one is time of the server span's."""
    if request_wait_s.get() >= LEAST_STEP_S:
        tracer.start_span("wait_for_thread", start_time=request.META[BEGAN_AT]).end()


def end_request(span: Span, request: HttpRequest, _response: HttpResponse) -> None:
    """Put right what the instrumentation has set; `/` has a route, which Django calls empty."""
    if request.path == "/":
        span.set_attribute("http.route", "/")
        method = method_name(request.method)
        span.update_name(method if method == "HTTP" else f"{method} /")
    describe_request(span, request.META, current_request_id.get())
