"""One order leaves one trace that crosses three services."""

import json
import re
import subprocess
from collections import Counter

from tests.e2e.shop import Shop
from tests.e2e.traces_of import find_any, trace_id_of, wait_for_whole_traces, whole_trace
from tests.waiting import wait_until
from tracing_sandbox.expected_edges import edges_of, expected_edges
from tracing_sandbox.running.trial import TrialSandbox
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.reading.trace import Trace

MANUAL = {
    "place_order",
    "save_order",
    "check_stock",
    "quote_price",
    "reserve_stock",
    "look_up_price",
}
ORDERS_IN_A_ROW = 200
ATTEMPTS = 3


def test_order_crosses_three_services_in_one_trace(shop: Shop, jaeger: JaegerClient) -> None:
    trace = whole_trace(jaeger, shop.order().json()["trace_id"])
    assert {span.service for span in trace.spans} == {"frontend", "inventory", "thirdparty"}
    assert len([span for span in trace.spans if span.parent_id is None]) == 1


def test_order_shows_every_expected_edge(shop: Shop, jaeger: JaegerClient) -> None:
    trace = whole_trace(jaeger, shop.order().json()["trace_id"])
    assert expected_edges() - edges_of(trace) == set()


def test_order_has_each_manual_span_once_but_for_saving(shop: Shop, jaeger: JaegerClient) -> None:
    trace = whole_trace(jaeger, shop.order().json()["trace_id"])
    count = Counter(span.name for span in trace.spans if span.name in MANUAL)
    assert set(count) == MANUAL
    assert {name for name, times in count.items() if times > 1} <= {"save_order"}


def test_order_shows_each_statement_once(shop: Shop, jaeger: JaegerClient) -> None:
    trace = whole_trace(jaeger, shop.order().json()["trace_id"])
    statements = Counter(
        (span.parent_id, span.attributes["db.query.text"])
        for span in trace.spans
        if "db.query.text" in span.attributes
    )
    assert statements
    assert set(statements.values()) == {1}


def test_order_names_no_machine_path_and_no_value_in_a_span(
    shop: Shop, jaeger: JaegerClient
) -> None:
    document = shop.order().json()
    trace = whole_trace(jaeger, document["trace_id"])
    spoken = [span.name for span in trace.spans]
    assert [name for name in spoken if document["id"] in name or "TEA-" in name] == []
    assert [
        name for name in spoken if "/work" in name or "sqlite3" in name or "/home" in name
    ] == []


def test_order_records_what_was_bought_and_for_how_much(shop: Shop, jaeger: JaegerClient) -> None:
    document = shop.order("TEA-EARL-GREY", 3).json()
    trace = whole_trace(jaeger, document["trace_id"])
    assert attributes_of(trace, "place_order")["app.order.id"] == document["id"]
    assert attributes_of(trace, "place_order")["app.product.sku"] == "TEA-EARL-GREY"
    assert attributes_of(trace, "place_order")["app.order.quantity"] == 3
    assert attributes_of(trace, "look_up_price")["app.price.total_pence"] == document["total_pence"]


def test_request_id_is_found_on_every_server_span(shop: Shop, jaeger: JaegerClient) -> None:
    response = shop.order(X_Request_ID="find-me-again")
    trace = whole_trace(jaeger, trace_id_of(response))
    servers = [span for span in trace.spans if span.kind == "server"]
    assert response.headers["X-Request-ID"] == "find-me-again"
    assert {span.attributes.get("app.request.id") for span in servers} == {"find-me-again"}
    assert len(servers) == 3


def test_a_callers_trace_goes_on(shop: Shop, jaeger: JaegerClient) -> None:
    trace_id = f"{id(shop) % 2**60 + 1:032x}"
    response = shop.order(traceparent=f"00-{trace_id}-00f067aa0ba902b7-01")
    assert trace_id_of(response) == trace_id

    def callers() -> set[str | None]:
        trace = find_any(jaeger, trace_id)
        spans = trace.spans if trace else ()
        return {span.parent_id for span in spans if span.name == "POST api/orders"}

    assert wait_until(callers, "the shop's server span") == {"00f067aa0ba902b7"}


def test_baggage_marks_our_own_spans_and_stops_at_the_third_party(
    shop: Shop, jaeger: JaegerClient
) -> None:
    response = shop.order(baggage="app.channel=theirs,secret=value")
    trace = whole_trace(jaeger, trace_id_of(response))
    marked = {(span.service, span.attributes.get("app.channel")) for span in trace.spans}
    assert marked == {
        ("frontend", "theirs"),
        ("frontend", "api"),
        ("inventory", "api"),
        ("inventory", None),
        ("thirdparty", None),
    }
    assert "secret" not in {key for span in trace.spans for key in span.attributes}


def test_command_order_prints_one_json_document_with_the_trace(sandbox: TrialSandbox) -> None:
    finished = order_in_terminal(sandbox, "TEA-JASMINE", "--quantity", "2", "--json")
    document = json.loads(finished.stdout)
    assert finished.returncode == 0, finished.stderr
    assert document["complete"] is True
    assert document["services"] == ["frontend", "inventory", "thirdparty"]
    assert document["root"] == {"service": "frontend", "name": "POST api/orders"}
    known = {span["span_id"] for span in document["spans"]}
    assert [s for s in document["spans"] if s["parent_id"] not in known | {None}] == []


def test_command_trace_shows_the_same_trace_as_order(sandbox: TrialSandbox) -> None:
    ordered = json.loads(order_in_terminal(sandbox, "--json").stdout)
    shown = json.loads(sandbox.run("trace", ordered["trace_id"], "--json").stdout)
    assert ordered.pop("sampled") is True
    assert ordered.pop("order")["trace_id"] == shown["trace_id"]
    assert shown == ordered


def test_command_order_draws_the_tree_with_durations_and_a_link(sandbox: TrialSandbox) -> None:
    lines = order_in_terminal(sandbox).stdout.splitlines()
    assert any("look_up_price" in line and re.search(r"\d m?s\b", line) for line in lines)
    assert any(line.startswith(f"See it: {sandbox.frontend_url}/traces/") for line in lines)
    assert max(len(line) for line in lines if not line.startswith("See it:")) <= 80


def test_many_orders_in_a_row_are_as_many_whole_traces(shop: Shop, jaeger: JaegerClient) -> None:
    trace_ids = [shop.order().json()["trace_id"] for _ in range(ORDERS_IN_A_ROW)]
    assert len(set(trace_ids)) == ORDERS_IN_A_ROW
    traces = wait_for_whole_traces(jaeger, trace_ids)
    assert [t.trace_id for t in traces if expected_edges() - edges_of(t)] == []


def order_in_terminal(sandbox: TrialSandbox, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Place an order; another one where a busy machine kept its last spans for longer than that."""
    for _ in range(ATTEMPTS):
        finished = sandbox.run("order", *arguments)
        if finished.returncode == 0:
            break
    return finished


def attributes_of(trace: Trace, name: str) -> dict[str, object]:
    """Return the attributes of the one span with this name."""
    (span,) = [span for span in trace.spans if span.name == name]
    return dict(span.attributes)
