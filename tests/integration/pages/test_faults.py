"""A Jaeger that is away, late or wrong; and that looking at traces leaves none."""

import time
from pathlib import Path

import pytest

from tests.integration.frontend.running_frontend import RunningFrontend
from tests.integration.pages import jaeger_double as double
from tests.integration.pages.conftest import hold_orders, start_shop
from tests.integration.pages.jaeger_double import JaegerDouble
from tests.integration.pages.page import Page
from tests.span_receiver import SpanReceiver

SOME = "ab" * 16
PATHS = ["/traces/", f"/traces/{SOME}/", f"/traces/{SOME}.json", f"/traces/compare?a={SOME}&b=1"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("behave", "status", "words"),
    [
        (double.hang, 503, "Jaeger does not answer at"),
        (double.fail, 502, "answered 500 'out of memory'"),
        (double.say_too_much, 502, "The command line reads it: .venv/bin/sandbox trace"),
    ],
)
def test_jaeger_in_trouble_is_said_in_words_and_in_time(
    shop: RunningFrontend, jaeger: JaegerDouble, path: str, behave: object, status: int, words: str
) -> None:
    jaeger.behave = behave  # type: ignore[assignment]
    began = time.monotonic()

    answer = shop.see(path)

    assert answer.status_code == status
    assert words in Page(answer.text).text("main")
    assert time.monotonic() - began < 20


def test_jaeger_that_is_away_is_said_at_once(receiver: SpanReceiver, tmp_path: Path) -> None:
    with start_shop(tmp_path, "http://127.0.0.1:1", receiver) as alone:
        began = time.monotonic()
        answer = alone.see("/traces/")
        took_s = time.monotonic() - began

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "1"
    assert "connection refused or lost" in Page(answer.text).text("main")
    assert took_s < 10


def test_unknown_trace_is_not_found_and_no_id_is_refused(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    assert shop.see(f"/traces/{SOME}/").status_code == 404
    assert shop.see(f"/traces/{SOME}.json").status_code == 404
    refused = shop.see("/traces/nonsense/")
    assert refused.status_code == 400
    assert "'nonsense' is no trace id" in Page(refused.text).text("main")


def test_program_is_told_in_a_problem_document(shop: RunningFrontend, jaeger: JaegerDouble) -> None:
    answer = shop.ask("GET", "/traces/nonsense.json", headers={"Accept": "*/*"})

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "Accept" in answer.headers["Vary"]
    assert answer.json() == {
        "type": "urn:sandbox:problem:bad-trace-id",
        "title": "Bad Request",
        "status": 400,
        "detail": "'nonsense' is no trace id; expected up to 32 hex digits, "
        "for example 2d5c6d96cd57a72054e1b2c3d4e5f607, or an address or a header that holds them.",
    }


def test_pages_take_nothing(shop: RunningFrontend, jaeger: JaegerDouble) -> None:
    assert shop.ask("POST", "/traces/").status_code == 405
    assert jaeger.asked == []


def test_looking_at_traces_leaves_no_trace(
    shop: RunningFrontend, jaeger: JaegerDouble, receiver: SpanReceiver
) -> None:
    fast, slow = hold_orders(jaeger, 20, 500)
    receiver.trace(visit(shop))
    before = len(receiver.received)
    jaeger.asked.clear()

    looked = ["/traces/", f"/traces/{slow}/", f"/traces/{slow}.json", f"/traces/compare?b={slow}"]
    looked += [f"/traces/compare?a={fast}&b={slow}", "/traces/nonsense/", "/traces", "/traces?x=1"]
    answers = [shop.see(path) for path in looked]
    marker = visit(shop)

    assert [answer.headers.get("traceresponse") for answer in answers] == [None] * len(looked)
    receiver.trace(marker)
    assert {span.trace_id for span in receiver.received[before:]} == {marker}
    assert jaeger.asked
    assert [headers for _, headers in jaeger.asked if "traceparent" in headers] == []


def visit(shop: RunningFrontend) -> str:
    """Open the catalogue; return the id of the trace that this leaves, after all before it."""
    return shop.see("/").headers["traceresponse"].split("-")[1]
