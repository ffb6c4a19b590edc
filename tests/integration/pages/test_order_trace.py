"""The trace of an order on the order's own page: the result at once, the trace when it is whole."""

import threading
import time
from collections.abc import Iterator

import requests

from tests.integration.frontend.running_frontend import RunningFrontend
from tests.integration.pages import jaeger_double as double
from tests.integration.pages.conftest import order_spans
from tests.integration.pages.jaeger_double import JaegerDouble
from tests.integration.pages.page import Page
from tests.span_receiver import SpanReceiver
from tests.waiting import wait_until

LONGEST_S = 30
WAITING_AT_MOST = 4
# For so long a page waits for its trace.
PATIENCE_S = 6


def place(shop: RunningFrontend) -> tuple[str, str]:
    """Place an order; return its page and its trace id."""
    order = shop.order().json()
    return f"/orders/{order['id']}/", order["trace_id"]


def open_page(shop: RunningFrontend, path: str) -> requests.Response:
    """Ask for a page and do not wait for all of it."""
    return requests.get(shop.url + path, stream=True, timeout=LONGEST_S)


def chunks_of(answer: requests.Response) -> Iterator[str]:
    """Give the page as it comes."""
    return (chunk.decode() for chunk in answer.iter_content(None))


def test_result_comes_first_and_the_trace_as_soon_as_it_is_whole(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    path, trace_id = place(shop)
    answer = open_page(shop, path)
    chunks = chunks_of(answer)

    first = next(chunks)
    assert "Order confirmed" in first
    assert "Waiting for the trace of this request" in first
    jaeger.hold(trace_id, order_spans(4900), time.time())
    rest = "".join(chunks)

    page = Page(first + rest)
    assert answer.status_code == 200
    assert "4.90 s of 4.92 s" in page.text("h2")
    assert "look_up_price" in page.text("table")
    assert page.all("a", href=f"/traces/{trace_id}/")
    assert len(page.all("h1")) == len(page.all("main")) == 1
    assert rest.rstrip().endswith("</html>")


def test_trace_in_parts_is_waited_for(shop: RunningFrontend, jaeger: JaegerDouble) -> None:
    path, trace_id = place(shop)
    spans = order_spans()
    jaeger.hold(trace_id, spans[3:], time.time())

    def answer_again_with_all(handler: double.Handler) -> None:
        if len(jaeger.asked) > 1:
            jaeger.hold(trace_id, spans, time.time())
        double.answer(handler)

    jaeger.behave = answer_again_with_all

    assert "6 spans in 3 services" in "".join(chunks_of(open_page(shop, path)))


def test_page_ends_without_the_trace_when_nothing_of_it_arrives(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    path, trace_id = place(shop)
    began = time.monotonic()

    page = Page(shop.see(path).text)

    assert PATIENCE_S - 1 < time.monotonic() - began < LONGEST_S
    assert "Nothing of its trace has reached Jaeger within 6 s." in page.text()
    assert page.all("a", href=f"/traces/{trace_id}/")


def test_jaeger_that_fails_or_hangs_leaves_the_page_whole(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    for behave, words in ((double.fail, "answered 500"), (double.hang, "does not answer")):
        jaeger.behave = behave
        answer = shop.see(place(shop)[0])
        assert answer.status_code == 200
        assert "Order confirmed" in answer.text
        assert words in Page(answer.text).text()
        assert answer.text.rstrip().endswith("</html>")


def test_few_wait_at_a_time_and_the_others_get_a_link(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    path, trace_id = place(shop)
    waiting = [open_page(shop, path) for _ in range(WAITING_AT_MOST)]
    streams = [chunks_of(answer) for answer in waiting]
    for stream in streams:
        next(stream)
    wait_until(lambda: len(jaeger.askers) >= WAITING_AT_MOST, "all of them to look")

    began = time.monotonic()
    page = Page(shop.see(path).text)
    took_s = time.monotonic() - began
    jaeger.hold(trace_id, order_spans(), time.time())

    assert took_s < PATIENCE_S
    assert "Many are looking at their traces just now" in page.text()
    assert page.all("a", href=f"/traces/{trace_id}/")
    assert all("look_up_price" in "".join(stream) for stream in streams)


def test_head_and_other_pages_do_not_wait(shop: RunningFrontend, jaeger: JaegerDouble) -> None:
    path, trace_id = place(shop)
    waiting = threading.Thread(target=shop.see, args=(path,))
    waiting.start()
    wait_until(lambda: jaeger.asked, "the page to look for its trace")

    answer = requests.head(shop.url + path, timeout=LONGEST_S)
    requests.get(shop.url + "/", timeout=LONGEST_S).raise_for_status()

    assert (answer.status_code, answer.content) == (200, b"")
    # It began before them: had they waited for a trace, it would have ended before.
    assert waiting.is_alive()
    jaeger.hold(trace_id, order_spans(), time.time())
    waiting.join()


def test_waiting_shows_in_no_trace(
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
    }
    assert [headers for _, headers in jaeger.asked if "traceparent" in headers] == []
