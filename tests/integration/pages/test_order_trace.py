"""The trace of an order on the order's own page: one look, and another while it may still come."""

import sqlite3
import time
from contextlib import closing

import pytest
import requests

from tests.browser.otlp import MadeSpan
from tests.integration.frontend.running_frontend import RunningFrontend
from tests.integration.pages import jaeger_double as double
from tests.integration.pages.conftest import order_spans
from tests.integration.pages.jaeger_double import JaegerDouble
from tests.integration.pages.page import Page
from tests.span_receiver import SpanReceiver

LONGEST_S = 30
ON_ITS_WAY = "The trace of this request is on its way. This page looks again by itself."
# Longer than a part of a trace that was to come would have taken, and than any trace takes.
LONG_AGO_S = 20
TOO_OLD_S = 31


def place(shop: RunningFrontend) -> tuple[str, str]:
    """Place an order; return its page and its trace id."""
    order = shop.order().json()
    return f"/orders/{order['id']}/", order["trace_id"]


def change_orders(shop: RunningFrontend, change: str) -> None:
    """Change what the shop has saved of its orders."""
    with closing(sqlite3.connect(shop.directory / "shop.sqlite3", timeout=LONGEST_S)) as database:
        database.execute(f"UPDATE orders_order SET {change}")
        database.commit()


def looks(jaeger: JaegerDouble) -> list[str]:
    """Return what was asked of Jaeger's query API."""
    return [path for path, _ in jaeger.asked if path.startswith("/api/")]


def unanswered_call() -> list[MadeSpan]:
    """An order whose inventory never answered: either it is down, or its spans are to come."""
    root, call, *_ = order_spans()
    call.attributes["http.request.method"] = "POST"
    return [root, call]


def test_result_is_shown_at_once_and_the_page_looks_for_the_trace_again(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    path, trace_id = place(shop)
    first = shop.see(path)
    jaeger.hold(trace_id, order_spans(4900), time.time())
    second = shop.see(path)

    assert (first.status_code, int(first.headers["Refresh"]) > 0) == (200, True)
    page = Page(first.text)
    assert page.text("h1") == "Order confirmed"
    assert ON_ITS_WAY in page.text("section")
    assert page.all("a", href=f"/traces/{trace_id}/")
    assert page.all("script") == []
    assert second.status_code == 200
    assert "Refresh" not in second.headers
    page = Page(second.text)
    assert "The trace of this order: what the services did" in page.text("section")
    assert "4.90 s of 4.92 s" in page.text("h2")
    assert "look_up_price" in page.text("table")
    assert page.all("a", href=f"/traces/{trace_id}/")
    assert len(page.all("h1")) == len(page.all("main")) == 1


def test_one_load_of_the_page_is_one_look(shop: RunningFrontend, jaeger: JaegerDouble) -> None:
    path, trace_id = place(shop)
    jaeger.asked.clear()

    shop.see(path)

    assert [each.partition("?")[0] for each in looks(jaeger)] == [f"/api/v3/traces/{trace_id}"]


def test_trace_in_parts_is_not_shown_before_it_is_whole(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    path, trace_id = place(shop)
    spans = order_spans()

    jaeger.hold(trace_id, spans[3:], time.time())
    first = shop.see(path)
    jaeger.hold(trace_id, spans, time.time())
    second = shop.see(path)

    assert int(first.headers["Refresh"]) > 0
    assert "spans in" not in first.text
    assert "Refresh" not in second.headers
    assert "6 spans in 3 services" in second.text


def test_trace_whose_rest_does_not_come_is_shown_as_it_is(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    path, trace_id = place(shop)
    jaeger.hold(trace_id, unanswered_call(), time.time())
    young = shop.see(path)
    jaeger.hold(trace_id, unanswered_call(), time.time() - LONG_AGO_S)
    change_orders(shop, f"settled_at = datetime('now', '-{LONG_AGO_S} seconds')")
    settled = shop.see(path)

    assert int(young.headers["Refresh"]) > 0
    assert "Refresh" not in settled.headers
    assert "2 spans in 1 service" in settled.text
    assert "Some calls below have no answering step." in Page(settled.text).text("section")


def test_rest_of_a_slow_request_is_awaited_however_old_its_first_spans_are(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    path, trace_id = place(shop)
    change_orders(shop, f"asked_at = datetime('now', '-{LONG_AGO_S} seconds')")
    jaeger.hold(trace_id, unanswered_call(), time.time() - LONG_AGO_S)

    answer = shop.see(path)

    assert int(answer.headers["Refresh"]) > 0
    assert ON_ITS_WAY in Page(answer.text).text("section")


def test_page_stops_looking_when_nothing_has_come_for_long(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    path, trace_id = place(shop)
    change_orders(shop, f"settled_at = datetime('now', '-{TOO_OLD_S} seconds')")

    answer = shop.see(path)

    assert "Refresh" not in answer.headers
    page = Page(answer.text)
    assert "Jaeger does not have its trace. Either it never came" in page.text("section")
    assert page.all("a", href=f"/traces/{trace_id}/")


@pytest.mark.parametrize(
    ("behave", "words"), [(double.fail, "answered 500"), (double.hang, "does not answer")]
)
def test_jaeger_that_fails_or_hangs_leaves_the_page_whole(
    shop: RunningFrontend, jaeger: JaegerDouble, behave: object, words: str
) -> None:
    path, _ = place(shop)
    jaeger.behave = behave  # type: ignore[assignment]

    answer = shop.see(path)

    assert answer.status_code == 200
    assert "Refresh" not in answer.headers
    page = Page(answer.text)
    assert page.text("h1") == "Order confirmed"
    assert words in page.text("section")
    assert answer.text.rstrip().endswith("</html>")


def test_head_looks_for_nothing(shop: RunningFrontend, jaeger: JaegerDouble) -> None:
    path, _ = place(shop)
    jaeger.asked.clear()

    answer = requests.head(shop.url + path, timeout=LONGEST_S)

    assert (answer.status_code, answer.content) == (200, b"")
    assert "Refresh" not in answer.headers
    assert looks(jaeger) == []


def test_order_that_is_still_placed_looks_for_nothing(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    path, trace_id = place(shop)
    change_orders(shop, "state = 'placed'")
    jaeger.asked.clear()

    answer = shop.see(path)

    assert Page(answer.text).text("h1") == "Order placed"
    assert trace_id not in answer.text
    assert "Refresh" not in answer.headers
    assert looks(jaeger) == []


def test_looking_is_one_step_of_the_page_and_shows_in_no_other_trace(
    shop: RunningFrontend, jaeger: JaegerDouble, receiver: SpanReceiver
) -> None:
    path, trace_id = place(shop)
    jaeger.hold(trace_id, order_spans(), time.time())
    receiver.trace(trace_id)
    before = len(receiver.received)
    jaeger.asked.clear()

    answer = shop.see(path)
    page_trace = answer.headers["traceresponse"].split("-")[1]

    assert "look_up_price" in answer.text
    receiver.trace(page_trace)
    seen = receiver.received[before:]
    assert {span.trace_id for span in seen} == {page_trace}
    assert {(span.kind, span.name) for span in seen} == {
        ("server", "GET orders/<uuid:order_id>/"),
        ("client", "SELECT orders_order"),
        ("internal", "explain_trace"),
    }
    assert looks(jaeger)
    assert [headers for _, headers in jaeger.asked if "traceparent" in headers] == []
