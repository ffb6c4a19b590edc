"""Which `traceparent` is left for the propagator, and what is said of any other."""

import pytest
from opentelemetry import trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from telemetry.traceparent import HEADER, IGNORED, settle_traceparent

TRACE, SPAN, OTHER = "1" * 32, "2" * 16, "3" * 16
GOOD = f"00-{TRACE}-{SPAN}-01"


def settle(sent: str) -> dict[str, str]:
    environ = {HEADER: sent}
    settle_traceparent(environ)
    return environ


@pytest.mark.parametrize("sent", [GOOD, f"{GOOD},{GOOD}", f" {GOOD} , {GOOD}, {GOOD}"])
def test_traceparent_is_taken_however_often_it_stands_there(sent: str) -> None:
    assert settle(sent) == {HEADER: GOOD}


def test_two_traceparents_are_no_one() -> None:
    assert settle(f"{GOOD},00-{TRACE}-{OTHER}-01") == {
        IGNORED: "traceparent was sent with 2 different values"
    }


def test_request_without_traceparent_is_left_alone() -> None:
    environ: dict[str, str] = {}
    settle_traceparent(environ)
    assert environ == {}


@pytest.mark.parametrize(
    "sent",
    [
        GOOD,
        f"01-{TRACE}-{SPAN}-01-more",
        f"cc-{TRACE}-{SPAN}-00",
        f"{GOOD}-more",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{'A' * 32}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}",
        "hello",
        "x" * 500,
    ],
)
def test_only_what_the_propagator_ignores_is_called_ignored(sent: str) -> None:
    context = TraceContextTextMapPropagator().extract({"traceparent": sent})
    taken = trace.get_current_span(context).get_span_context().is_valid
    environ = settle(sent)
    assert (HEADER in environ, IGNORED in environ) == (taken, not taken)
    assert len(environ.get(IGNORED, "")) < 150
