"""How long a page takes is what its trace says, whatever Jaeger does and whoever waits."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event

import pytest
from requests import Response

from tests.integration.frontend.inventory_double import InventoryDouble, reserve
from tests.integration.frontend.running_frontend import RunningFrontend
from tests.integration.pages import jaeger_double as double
from tests.integration.pages.conftest import order_spans, start_shop
from tests.integration.pages.jaeger_double import Handler, JaegerDouble
from tests.span_receiver import ReceivedSpan, SpanReceiver
from tests.waiting import wait_until

SLOW_S = 1.0
# What a busy machine adds outside of every process, and a kernel's ticks.
BETWEEN_S = 0.4


def answer_late(handler: Handler) -> None:
    time.sleep(SLOW_S)
    with suppress(ConnectionError):
        double.answer(handler)


def timed(shop: RunningFrontend, path: str) -> tuple[Response, float]:
    """Ask for a page; return the answer and what it took in seconds."""
    began = time.monotonic()
    answer = shop.see(path)
    return answer, time.monotonic() - began


def trace_of(receiver: SpanReceiver, answer: Response) -> dict[str, ReceivedSpan]:
    """Return the spans of the trace that an answer names, by their names."""
    spans = receiver.trace(answer.headers["traceresponse"].split("-")[1])
    return {span.name if span.kind != "server" else "server": span for span in spans}


def test_page_that_waits_for_jaeger_shows_it_in_its_trace(
    shop: RunningFrontend, jaeger: JaegerDouble, receiver: SpanReceiver
) -> None:
    order = shop.order().json()
    jaeger.hold(order["trace_id"], order_spans(), time.time())
    jaeger.behave = answer_late

    for path in (f"/orders/{order['id']}/", "/", f"/api/orders/{order['id']}"):
        answer, took_s = timed(shop, path)
        spans = trace_of(receiver, answer)
        assert took_s - spans["server"].duration_s < BETWEEN_S, path
        if path.startswith("/orders/"):
            assert "look_up_price" in answer.text
            assert spans["explain_trace"].duration_s > SLOW_S
            assert spans["explain_trace"].parent_id == spans["server"].span_id


@pytest.fixture
def narrow_shop(
    tmp_path: Path, jaeger: JaegerDouble, receiver: SpanReceiver
) -> Iterator[RunningFrontend]:
    """A shop with a single thread."""
    inventory = InventoryDouble(reserve).start()
    one = {"SANDBOX_FRONTEND_THREADS": "1"}
    try:
        with start_shop(tmp_path, jaeger.url, receiver, inventory.port, **one) as shop:
            yield shop
    finally:
        inventory.stop()


def test_request_that_waits_for_a_thread_shows_it_in_its_trace(
    narrow_shop: RunningFrontend, jaeger: JaegerDouble, receiver: SpanReceiver
) -> None:
    order = narrow_shop.order().json()
    asked, sent = Event(), Event()

    def hold(handler: Handler) -> None:
        asked.set()
        sent.wait(double.LONGEST_S)
        answer_late(handler)

    jaeger.behave = hold
    with ThreadPoolExecutor(2) as people:
        first = people.submit(narrow_shop.see, f"/orders/{order['id']}/")
        wait_until(asked.is_set, "the only thread asks Jaeger")
        second = people.submit(timed, narrow_shop, f"/api/orders/{order['id']}")
        sent.set()
        assert first.result().status_code == 200
        answer, took_s = second.result()

    spans = trace_of(receiver, answer)
    assert took_s > SLOW_S / 2
    assert took_s - spans["server"].duration_s < BETWEEN_S
    assert spans["wait_for_thread"].duration_s > took_s - BETWEEN_S
    assert spans["wait_for_thread"].parent_id == spans["server"].span_id
