"""A real order leaves exactly the spans that docs/one-order.md tells of."""

from collections import Counter
from uuid import uuid4

from tests.e2e.shop import Shop
from tests.e2e.traces_of import find_whole, whole_trace
from tests.order_page import SpanTold, spans_of, spans_told
from tests.waiting import wait_until
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.reading.trace import Trace

ARRIVAL_S = 60.0
PLACE_ORDER, SAVE_ORDER = "frontend place_order", "frontend save_order"
BEGIN = ("frontend", "client", "BEGIN", SAVE_ORDER)
LOOK_FOR_KEY = ("frontend", "client", "SELECT orders_order", SAVE_ORDER)
# With PostgreSQL, Django asks at times whether a kept connection still lives.
STILL_ALIVE = ("frontend", "client", "SELECT", PLACE_ORDER)


def test_order_with_a_key_leaves_the_spans_of_the_page_and_no_other(
    shop: Shop, jaeger: JaegerClient
) -> None:
    ordered = shop.order(Idempotency_Key=uuid4().hex)
    expect_spans(jaeger, ordered.json()["trace_id"], spans_told())


def test_order_without_a_key_lacks_the_look_for_an_earlier_one(
    shop: Shop, jaeger: JaegerClient
) -> None:
    told = spans_told() - Counter([BEGIN, LOOK_FOR_KEY])
    expect_spans(jaeger, shop.order().json()["trace_id"], told)


def test_order_for_more_than_there_is_marks_the_call_to_the_inventory_alone(
    shop: Shop, jaeger: JaegerClient
) -> None:
    refused = shop.order("TEA-SILVER-NEEDLE", 50)
    trace = whole_trace(jaeger, refused.json()["trace_id"])

    assert refused.status_code == 409
    assert [(span.service, span.name) for span in trace.spans if span.error] == [
        ("frontend", "POST")
    ]
    names = [span.name for span in trace.spans]
    assert (names.count("check_stock"), names.count("SELECT reservation")) == (1, 2)
    (place_order,) = [span for span in trace.spans if span.name == "place_order"]
    assert place_order.attributes["app.order.outcome"] == "out-of-stock"


def expect_spans(jaeger: JaegerClient, trace_id: str, told: "Counter[SpanTold]") -> None:
    """Wait until the trace has these spans, each as often as told; the last may come late."""

    def is_as_told() -> bool:
        trace = find_whole(jaeger, trace_id)
        found, wanted = spans_of(trace), told
        if uses_postgresql(trace):
            found, wanted = found - Counter([STILL_ALIVE]), told - Counter([BEGIN])
        assert {"missing": wanted - found, "not told": found - wanted} == {
            "missing": Counter(),
            "not told": Counter(),
        }
        return True

    wait_until(is_as_told, "the order to leave the spans that the page tells of", ARRIVAL_S)


def uses_postgresql(trace: Trace) -> bool:
    """Tell the database that the page speaks of from the other one."""
    return any(span.attributes.get("db.system.name") == "postgresql" for span in trace.spans)
