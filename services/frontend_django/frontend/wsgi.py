"""Starts the shop: its tracing first, then Django; `web.server` serves `application`."""

import os

from django.core.wsgi import get_wsgi_application
from opentelemetry.instrumentation.utils import suppress_instrumentation

from frontend.database import prepare_database
from frontend.tracing import trace_libraries

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frontend.settings")
trace_libraries()
application = get_wsgi_application()
with suppress_instrumentation():
    prepare_database()
