"""Asks the Collector on behalf of the pages for what it could not use, if it is named."""

from tracing_sandbox.pages.conf import read_settings
from tracing_sandbox.pages.jaeger import untraced
from tracing_sandbox.traces.collector.wrong_requests import WrongRequests, ask_wrong_requests

TIMEOUT_S = 0.5


def find_wrong_requests() -> tuple[WrongRequests, ...]:
    """Return the mistakes of whoever sent spans since the Collector's start."""
    url = read_settings().collector_metrics_url
    if not url:
        return ()
    with untraced():
        return ask_wrong_requests(url, TIMEOUT_S)
