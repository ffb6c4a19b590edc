"""The usual mistakes of a service that sends its first spans, and where the page hints at them."""

import re
from html import unescape

import pytest
import requests
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from tests.waiting import wait_until
from tracing_sandbox.running.trial import TrialSandbox


def said_on_the_page(sandbox: TrialSandbox, words: str) -> int:
    """Return how many such requests the page of traces tells of."""
    page = requests.get(f"{sandbox.frontend_url}/traces/", timeout=30).text
    found = re.search(rf"(\d+) requests? {words}", unescape(page))
    return int(found[1]) if found else 0


@pytest.mark.parametrize(
    ("path", "content_type", "words"),
    [
        ("/v1/traces/v1/traces", "application/x-protobuf", "went to a path that there is not"),
        ("/v1/traces", "text/plain", "had a body of another type"),
        ("/v1/traces", "application/x-protobuf", "had a body that is no OTLP"),
    ],
)
def test_page_tells_of_requests_that_the_collector_could_not_use(
    sandbox: TrialSandbox, path: str, content_type: str, words: str
) -> None:
    before = said_on_the_page(sandbox, words)
    sent = {"data": b"no span", "headers": {"Content-Type": content_type}}
    answer = requests.post(f"{sandbox.collector_url}{path}", **sent, timeout=30)
    assert answer.status_code >= 400
    wait_until(lambda: said_on_the_page(sandbox, words) > before, words)


def test_page_tells_of_grpc_at_the_port_for_http(sandbox: TrialSandbox) -> None:
    words = "spoke gRPC to the port for HTTP"
    before = said_on_the_page(sandbox, words)
    exporter = OTLPSpanExporter(sandbox.collector_url, insecure=True, timeout=1)
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    provider.get_tracer(__name__).start_span("never arrives").end()
    provider.shutdown()
    wait_until(lambda: said_on_the_page(sandbox, words) > before, words)
    assert words in sandbox.run("status").stdout


def test_page_says_of_an_unknown_service_when_it_may_be_there(sandbox: TrialSandbox) -> None:
    address = f"{sandbox.frontend_url}/traces/?service=my-new-service"
    page = requests.get(address, timeout=30).text
    assert "about five seconds after its first request" in page
