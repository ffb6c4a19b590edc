"""Starts the shop: its tracing, in view, and then its app."""

import os

from telemetry import start_telemetry

start_telemetry("frontend")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frontend.settings")

from django.core.wsgi import get_wsgi_application  # noqa: E402
from opentelemetry.instrumentation.django import DjangoInstrumentor  # noqa: E402
from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor  # noqa: E402
from opentelemetry.instrumentation.requests import RequestsInstrumentor  # noqa: E402
from opentelemetry.instrumentation.sqlite3 import SQLite3Instrumentor  # noqa: E402
from opentelemetry.instrumentation.utils import suppress_instrumentation  # noqa: E402

from frontend.edge.arrival import UNTRACED, start_request  # noqa: E402
from telemetry.query_summary import name_queries_by_table  # noqa: E402

# Between `accept_requests`, which gives the request its id, and the rest of MIDDLEWARE.
DjangoInstrumentor().instrument(
    excluded_urls=UNTRACED, request_hook=start_request, middleware_position=1
)
SQLite3Instrumentor().instrument()
PsycopgInstrumentor().instrument()
name_queries_by_table()
RequestsInstrumentor().instrument()

application = get_wsgi_application()

from frontend.database import prepare_database  # noqa: E402

with suppress_instrumentation():
    prepare_database()
