"""Shoppers for the sandbox: `locust -f loadtest/locustfile.py`; the frontend serves them."""

from pathlib import Path
from typing import Any

from locust import events
from locust.runners import WorkerRunner

from loadtest.options import add_options
from loadtest.request_log import RequestLog
from loadtest.shopper import Shopper
from loadtest.trace_log import TraceLog
from loadtest.web_form import check_form

__all__ = ["Shopper"]


def record_requests(environment: Any, **_: object) -> None:
    """Log what is slow or fails, and list the orders where the command line says so."""
    environment.events.request.add_listener(RequestLog(environment.parsed_options))
    if environment.parsed_options.trace_log:
        list_orders(environment, Path(environment.parsed_options.trace_log))


def list_orders(environment: Any, path: Path) -> None:
    """Begin the list anew, once: workers only add to it."""
    if not isinstance(environment.runner, WorkerRunner):
        path.write_text("")
    environment.events.request.add_listener(TraceLog(path))


def check_page(environment: Any, web_ui: Any = None, **_: object) -> None:
    """Have the page's form checked, where there is a page."""
    if web_ui:
        check_form(web_ui.app, environment.host)


events.init_command_line_parser.add_listener(add_options)  # type: ignore[no-untyped-call]
events.init.add_listener(record_requests)  # type: ignore[no-untyped-call]
events.init.add_listener(check_page)  # type: ignore[no-untyped-call]
