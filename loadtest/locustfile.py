"""Shoppers for the sandbox: `locust -f loadtest/locustfile.py`; the frontend serves them."""

from typing import Any

from locust import events
from locust.runners import WorkerRunner

from loadtest.options import add_options
from loadtest.request_log import RequestLog
from loadtest.shopper import Shopper
from loadtest.trace_log import TraceLog

__all__ = ["Shopper"]


def record_requests(environment: Any, **_: object) -> None:
    """Log what is slow or fails, and list the orders where that is wanted.

    The list is begun anew, once: workers only add to it.
    """
    options = environment.parsed_options
    environment.events.request.add_listener(RequestLog(options.slow_ms))
    if options.trace_log is None:
        return
    if not isinstance(environment.runner, WorkerRunner):
        options.trace_log.write_text("")
    environment.events.request.add_listener(TraceLog(options.trace_log))


events.init_command_line_parser.add_listener(add_options)  # type: ignore[no-untyped-call]
events.init.add_listener(record_requests)  # type: ignore[no-untyped-call]
