"""Starts the third party: its tracing first, then its app; `web.server` serves `application`."""

from thirdparty.app import create_app
from thirdparty.config import read_config
from thirdparty.tracing import trace_libraries, trace_requests

trace_libraries()
application = create_app(read_config())
trace_requests(application)
