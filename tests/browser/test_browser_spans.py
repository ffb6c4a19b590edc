"""A page of somebody's own sends its spans from the browser to the Collector."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from tests.browser.otlp import MadeSpan, as_document
from tests.waiting import wait_until
from tracing_sandbox.running.trial import TrialSandbox
from tracing_sandbox.traces.jaeger.client import JaegerClient

TRACE_ID = "5ba09e11c0ffee5ba09e11c0ffee0001"
SEND = """async ([url, body]) => (await fetch(url, {method: "POST", body: JSON.stringify(body),
headers: {"Content-Type": "application/json", "X-Sent-By": "a page"}})).status"""


class EmptyPage(BaseHTTPRequestHandler):
    """Answers whatever is asked for with a page that holds nothing."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def own_page() -> Iterator[str]:
    """Serve a page as a development server does."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), EmptyPage)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_page_of_ones_own_sends_spans_from_the_browser(
    chromium: Browser, sandbox: TrialSandbox, own_page: str
) -> None:
    document = as_document(TRACE_ID, [MadeSpan("my-page", "load", 0, 5)], time.time_ns())
    context = chromium.new_context()
    page = context.new_page()
    page.goto(own_page)
    status = page.evaluate(SEND, [f"{sandbox.collector_url}/v1/traces", document])
    context.close()
    assert status == 200
    client = JaegerClient(sandbox.jaeger_url)
    wait_until(lambda: client.find_trace(TRACE_ID), "the page's span in Jaeger")
