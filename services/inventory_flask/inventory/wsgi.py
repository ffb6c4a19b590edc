"""Starts the inventory: its tracing first, then its app; `web.server` serves `application`."""

from opentelemetry.instrumentation.utils import suppress_instrumentation

from inventory.app import create_app
from inventory.config import read_config
from inventory.tracing import trace_libraries, trace_requests

trace_libraries()
with suppress_instrumentation():
    application = create_app(read_config())
trace_requests(application)
