"""What a trace shows of the shop: whole, truthful, named by few names, and nothing secret."""

import re
import uuid
from typing import Any

import pytest

from tests.integration.frontend import inventory_double as double
from tests.integration.frontend.inventory_double import InventoryDouble
from tests.integration.frontend.running_frontend import RunningFrontend
from tests.span_receiver import ReceivedSpan, SpanReceiver

UNKNOWN_ORDER = "3f0c6a52-8f0e-4d0e-9a53-1f6f0d6f7b11"

ORDER_EDGES = [
    ("", "POST api/orders"),
    ("POST api/orders", "place_order"),
    ("place_order", "SELECT catalogue_product"),
    ("place_order", "save_order"),
    ("save_order", "INSERT orders_order"),
    ("place_order", "POST"),
    ("place_order", "save_order"),
    ("save_order", "UPDATE orders_order"),
]


CALLER = "00f067aa0ba902b7"
# With it Django asks PostgreSQL whether a kept connection still lives.
HEALTH_CHECK = "SELECT"


def trace_of(receiver: SpanReceiver, answer: Any) -> list[ReceivedSpan]:
    return receiver.trace(answer.headers["traceresponse"].split("-")[1])


def edges(spans: list[ReceivedSpan]) -> list[tuple[str, str]]:
    names = {span.span_id: span.name for span in spans} | {"": ""}
    return sorted((names[span.parent_id], span.name) for span in spans if span.name != HEALTH_CHECK)


def only(spans: list[ReceivedSpan], name: str) -> ReceivedSpan:
    (found,) = [span for span in spans if span.name == name]
    return found


def exceptions(spans: list[ReceivedSpan]) -> list[tuple[str, str]]:
    return [
        (span.name, attributes["exception.type"])
        for span in spans
        for name, attributes in span.events
        if name == "exception"
    ]


def test_order_makes_one_whole_trace(
    frontend: RunningFrontend, span_receiver: SpanReceiver
) -> None:
    spans = trace_of(span_receiver, frontend.order())

    assert edges(spans) == sorted(ORDER_EDGES)
    assert {span.status for span in spans} == {"unset"}


def test_first_request_of_each_thread_shows_no_connection_setup(
    frontend: RunningFrontend, span_receiver: SpanReceiver
) -> None:
    for _ in range(20):
        spans = trace_of(span_receiver, frontend.ask("GET", "/api/products"))
        assert edges(spans) == [
            ("", "GET api/products"),
            ("GET api/products", "GET"),
            ("GET api/products", "SELECT catalogue_product"),
        ]


def test_server_span_says_who_asked_for_what(
    frontend: RunningFrontend, span_receiver: SpanReceiver
) -> None:
    answer = frontend.order(**{"X-Request-ID": "mine-7"})

    server = only(trace_of(span_receiver, answer), "POST api/orders")
    found = {key: server.attributes.get(key) for key in (
        "http.request.method", "http.response.status_code", "http.route", "url.path",
        "app.request.id",
    )}  # fmt: skip
    assert (server.kind, found) == (
        "server",
        {
            "http.request.method": "POST",
            "http.response.status_code": 201,
            "http.route": "api/orders",
            "url.path": "/api/orders",
            "app.request.id": "mine-7",
        },
    )


def test_domain_spans_say_what_was_ordered_and_what_became_of_it(
    frontend: RunningFrontend, span_receiver: SpanReceiver
) -> None:
    answer = frontend.order(quantity=2)

    spans = trace_of(span_receiver, answer)
    ordered = {
        "app.product.sku": "TEA-ASSAM",
        "app.order.quantity": 2,
        "app.order.id": answer.json()["id"],
    }
    channel = {"app.channel": "api"}
    assert only(spans, "place_order").attributes == {
        **ordered,
        **channel,
        "app.order.outcome": "confirmed",
        "app.price.unit_pence": 780,
        "app.price.total_pence": 1560,
        "app.price.currency": "GBP",
        "app.supply.lead_time_days": 1,
    }
    saved = [span.attributes for span in spans if span.name == "save_order"]
    assert saved == [
        {**ordered, **channel, "app.order.state": "placed"},
        {"app.order.id": answer.json()["id"], **channel, "app.order.state": "confirmed"},
    ]


def test_order_from_the_page_says_so_and_to_the_inventory_as_well(
    frontend: RunningFrontend, span_receiver: SpanReceiver, inventory: InventoryDouble
) -> None:
    form = {"sku": "TEA-ASSAM", "quantity": "1", "key": uuid.uuid4().hex}
    spans = trace_of(span_receiver, frontend.send_form(**form))

    assert {span.attributes.get("app.channel") for span in spans} == {None, "page"}
    assert only(spans, "place_order").attributes["app.channel"] == "page"
    assert inventory.asked[0].headers["baggage"] == "app.channel=page"


def test_server_span_counts_every_span_that_began_under_it(
    frontend: RunningFrontend, span_receiver: SpanReceiver
) -> None:
    spans = trace_of(span_receiver, frontend.order())

    counts = {
        span.name: span.attributes["app.spans.began"]
        for span in spans
        if "app.spans.began" in span.attributes
    }
    assert counts == {"POST api/orders": len(spans)}


def test_inventory_that_names_no_trace_is_noted_on_the_call(
    frontend: RunningFrontend, span_receiver: SpanReceiver
) -> None:
    spans = trace_of(span_receiver, frontend.order())

    assert only(spans, "POST").attributes["app.callee.untraced"] is True


def test_database_spans_follow_the_conventions_and_show_no_value(
    frontend: RunningFrontend, span_receiver: SpanReceiver
) -> None:
    secret = uuid.uuid4().hex
    spans = trace_of(span_receiver, frontend.order(key=secret))

    insert = only(spans, "INSERT orders_order")
    assert insert.kind == "client"
    assert insert.attributes["db.system.name"] in ("sqlite", "postgresql")
    assert re.match(r'INSERT (OR IGNORE )?INTO "orders_order"', insert.attributes["db.query.text"])
    assert secret not in str(spans)


@pytest.mark.parametrize("sku", ["TEA-NONE", "no sku"])
def test_answer_below_500_is_no_error_of_the_server(
    frontend: RunningFrontend, span_receiver: SpanReceiver, sku: str
) -> None:
    spans = trace_of(span_receiver, frontend.order(sku))

    assert only(spans, "POST api/orders").attributes["http.response.status_code"] in (404, 422)
    assert {span.status for span in spans} == {"unset"}
    assert exceptions(spans) == []


def test_out_of_stock_is_an_answer_and_no_error(
    frontend: RunningFrontend, span_receiver: SpanReceiver, inventory: InventoryDouble
) -> None:
    inventory.behave = double.answer_problem(409, "out-of-stock", available=2)

    spans = trace_of(span_receiver, frontend.order())

    assert {span.name: span.status for span in spans if span.status != "unset"} == {"POST": "error"}
    assert only(spans, "place_order").attributes["app.order.outcome"] == "out-of-stock"
    assert exceptions(spans) == []


def test_retry_and_replay_are_told_apart_on_the_span(
    frontend: RunningFrontend, span_receiver: SpanReceiver, inventory: InventoryDouble
) -> None:
    key = uuid.uuid4().hex
    inventory.behave = double.answer_problem(503, "thirdparty-down")
    frontend.order(key=key)
    inventory.behave = double.reserve

    retried = only(trace_of(span_receiver, frontend.order(key=key)), "place_order")
    replayed = only(trace_of(span_receiver, frontend.order(key=key)), "place_order")

    before = {"app.order.state": "failed", "app.order.outcome": "thirdparty-down"}
    assert retried.events == [("order is tried again", before)]
    assert "app.order.replayed" not in retried.attributes
    assert (replayed.events, replayed.attributes["app.order.replayed"]) == ([], True)
    assert replayed.attributes["app.order.outcome"] == "confirmed"


def test_failure_is_an_error_from_the_server_span_down_to_its_cause(
    hasty_frontend: RunningFrontend, span_receiver: SpanReceiver, inventory: InventoryDouble
) -> None:
    inventory.behave = double.hang

    spans = trace_of(span_receiver, hasty_frontend.order())

    assert {span.name for span in spans if span.status == "error"} == {
        "POST api/orders",
        "place_order",
        "POST",
    }
    place_order = only(spans, "place_order")
    assert place_order.attributes["app.order.outcome"] == "inventory-late"
    assert "did not answer" in place_order.status_message
    assert len(exceptions(spans)) <= 1


def test_nobody_listening_is_recorded_once(
    frontend: RunningFrontend, span_receiver: SpanReceiver, inventory: InventoryDouble
) -> None:
    inventory.stop()
    try:
        spans = trace_of(span_receiver, frontend.order())
    finally:
        inventory.start()

    assert {span.name for span in spans if span.status == "error"} == {
        "POST api/orders",
        "place_order",
        "POST",
    }
    assert len(exceptions(spans)) <= 1


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/nowhere/7", "GET"),
        ("POST", f"/api/{UNKNOWN_ORDER}", "POST"),
        ("BREW", "/pot/7", "HTTP"),
        ("GET", f"/api/orders/{UNKNOWN_ORDER}", "GET api/orders/<order_id>"),
        ("GET", f"/orders/{UNKNOWN_ORDER}/", "GET orders/<uuid:order_id>/"),
        ("GET", "/orders/7/", "GET"),
        ("GET", "/", "GET /"),
        ("BREW", "/", "HTTP"),
    ],
)
def test_server_span_is_named_by_its_route_or_its_method_alone(
    frontend: RunningFrontend, span_receiver: SpanReceiver, method: str, path: str, name: str
) -> None:
    spans = trace_of(span_receiver, frontend.ask(method, path))

    (server,) = [span for span in spans if span.kind == "server"]
    assert (server.name, server.status) == (name, "unset")


def test_first_page_has_a_route(frontend: RunningFrontend, span_receiver: SpanReceiver) -> None:
    (server,) = [
        span for span in trace_of(span_receiver, frontend.ask("GET", "/")) if span.kind == "server"
    ]

    assert server.attributes["http.route"] == "/"


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("shop.example:8000", "shop.example"),
        ("shop.example", "shop.example"),
        ("127.0.0.1:8000", "127.0.0.1"),
        ("[::1]:8000", "::1"),
    ],
)
def test_address_of_the_server_has_no_port(
    frontend: RunningFrontend, span_receiver: SpanReceiver, host: str, address: str
) -> None:
    answer = frontend.ask("GET", "/nowhere", headers={"Host": host})
    (server,) = trace_of(span_receiver, answer)

    assert server.attributes["server.address"] == address
    assert server.attributes["server.port"] == frontend.port


@pytest.mark.parametrize("path", ["/healthz", "/healthz?deep=1", "/static/frontend/shop.css"])
def test_health_check_and_static_files_are_not_traced(
    frontend: RunningFrontend, span_receiver: SpanReceiver, path: str
) -> None:
    trace_id = uuid.uuid4().hex
    context = {"traceparent": f"00-{trace_id}-{CALLER}-01"}

    assert frontend.ask("GET", path, headers=context).status_code == 200
    trace_of(span_receiver, frontend.ask("GET", "/api/products"))

    assert span_receiver.spans_of(trace_id) == []


@pytest.mark.parametrize("path", ["/nowhere/healthz", "/healthzz", "/nowhere/static/", "/static"])
def test_only_the_health_check_itself_is_left_out(
    frontend: RunningFrontend, span_receiver: SpanReceiver, path: str
) -> None:
    answer = frontend.ask("GET", path)

    assert trace_of(span_receiver, answer)


def test_context_is_taken_and_passed_on(
    frontend: RunningFrontend, span_receiver: SpanReceiver, inventory: InventoryDouble
) -> None:
    trace_id = uuid.uuid4().hex
    answer = frontend.order(
        **{
            "traceparent": f"00-{trace_id}-{CALLER}-01",
            "tracestate": "vendor=1",
            "baggage": "sandbox.scenario=slow,other=1",
            "X-Request-ID": "mine-8",
        }
    )

    spans = span_receiver.trace(trace_id)
    assert answer.json()["trace_id"] == trace_id
    assert only(spans, "POST api/orders").parent_id == CALLER
    client = only(spans, "POST")
    sent = inventory.asked[0].headers
    assert sent["traceparent"].split("-")[1:3] == [trace_id, client.span_id]
    assert (sent["tracestate"], sent["X-Request-ID"]) == ("vendor=1", "mine-8")
    assert sorted(sent["baggage"].split(",")) == [
        "app.channel=api",
        "other=1",
        "sandbox.scenario=slow",
    ]
    assert {span.name for span in spans if span.attributes.get("app.channel") != "api"} == {
        "POST api/orders"
    }
    assert "slow" not in repr(spans)
    assert not any("other" in key for span in spans for key in span.attributes)


@pytest.mark.parametrize(
    "traceparent",
    [
        "",
        "zz",
        "00-" + "0" * 32 + "-" + "0" * 16 + "-01",
        "ff-" + "1" * 32 + "-" + "1" * 16 + "-01",
    ],
)
def test_broken_context_starts_a_trace_of_its_own(
    frontend: RunningFrontend, span_receiver: SpanReceiver, traceparent: str
) -> None:
    answer = frontend.order(
        traceparent=traceparent, tracestate="=,,=", baggage="a;b==,%ff%00=,\xff" + "x" * 7000
    )

    assert answer.status_code == 201
    assert edges(trace_of(span_receiver, answer)) == sorted(ORDER_EDGES)


def test_unsampled_request_leaves_no_span(
    frontend: RunningFrontend, span_receiver: SpanReceiver, inventory: InventoryDouble
) -> None:
    trace_id = uuid.uuid4().hex

    answer = frontend.order(traceparent=f"00-{trace_id}-{CALLER}-00")
    trace_of(span_receiver, frontend.ask("GET", "/api/products"))

    assert (answer.status_code, answer.json()["trace_id"]) == (201, trace_id)
    assert span_receiver.spans_of(trace_id) == []
    assert inventory.asked[0].headers["traceparent"].endswith("-00")


def test_no_orphan_and_no_secret_is_exported(
    frontend: RunningFrontend, span_receiver: SpanReceiver, inventory: InventoryDouble
) -> None:
    answers = [
        frontend.order(Authorization="Bearer secret-1", Cookie="session=secret-2"),
        frontend.ask("GET", "/api/products?token=secret-3&api_key=secret-4"),
        frontend.send_form(sku="TEA-ASSAM", quantity="1", key=uuid.uuid4().hex),
        frontend.see("/nowhere"),
    ]
    inventory.behave = double.break_off
    answers.append(frontend.order())

    for answer in answers:
        spans = trace_of(span_receiver, answer)
        known = {span.span_id for span in spans} | {""}
        assert [span for span in spans if span.parent_id not in known] == []
        assert "secret-" not in str(spans)
