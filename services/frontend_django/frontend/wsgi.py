"""Starts the shop: its tracing first, then Django; `web.server` serves `application`."""

import os

from django.core.wsgi import get_wsgi_application
from opentelemetry.instrumentation.utils import suppress_instrumentation

from frontend.database import prepare_database
from frontend.hosts import take_names_of_docker
from frontend.tracing import trace_libraries

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frontend.settings")
trace_libraries()
application = get_wsgi_application()
take_names_of_docker()
with suppress_instrumentation():
    prepare_database()
