"""What Jaeger holds is compared with what was sent, and with which services run."""

import pytest

from tests.closed_port import closed_port
from tracing_sandbox.doctor.setup.check import Check
from tracing_sandbox.doctor.setup.storage import Held, ask_jaeger, check_jaeger, check_reporting
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace

ADDRESSES = {"front": "http://a:1/healthz", "shelf": "http://a:2/healthz"}


def call(port: int) -> Trace:
    """A trace of front in which it called a port."""
    attributes = {"http.request.method": "GET", "server.address": "a", "server.port": port}
    span = Span("1" * 32, "2" * 16, None, "front", "GET", "client", 1, 2, attributes=attributes)
    return Trace(span.trace_id, (span,))


@pytest.mark.parametrize(
    ("services", "sent", "state", "said"),
    [
        (["shelf", "front"], 9, "well", "It holds spans of front and shelf."),
        ([], 1_200, "wrong", "The Collector has sent 1,200 spans, and Jaeger holds none."),
        ([], 0, "cannot be told", "It answers, and holds no span yet."),
        ([], None, "cannot be told", "It answers, and holds no span yet."),
    ],
)
def test_jaeger_holds_what_was_sent(
    services: list[str], sent: int | None, state: str, said: str
) -> None:
    found = check_jaeger(Held(services, []), sent)
    assert (found.name, found.state, found.said) == ("Jaeger", state, said)


@pytest.mark.parametrize(
    ("held", "state", "said"),
    [
        (Held(["front", "shelf"], []), "well", "front and shelf reported spans."),
        (Held(["front"], [call(7)]), "cannot be told", "shelf reported no span yet."),
        (Held(["front"], [call(2)]), "wrong", "shelf was called, and Jaeger has no span of it."),
        (Held([], []), "cannot be told", "front and shelf reported no span yet."),
    ],
)
def test_service_that_was_called_should_have_reported(held: Held, state: str, said: str) -> None:
    found = check_reporting(held, ADDRESSES)
    assert (found.name, found.state, found.said) == ("Services that report", state, said)


def test_services_that_are_known_by_their_spans_alone_reported() -> None:
    assert check_reporting(Held(["front"], []), {}).said == "front reported spans."
    assert check_reporting(Held([], []), {}).state == "cannot be told"


def test_jaeger_that_does_not_answer_is_wrong() -> None:
    found = ask_jaeger(JaegerClient(f"http://127.0.0.1:{closed_port()}", 1.0))
    assert isinstance(found, Check)
    assert (found.state, "does not answer" in found.said) == ("wrong", True)
