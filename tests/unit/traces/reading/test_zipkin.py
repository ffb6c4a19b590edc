"""Zipkin's shared ids: the two ends of a call become caller and callee."""

import json
from typing import Any

import pytest

from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.reading.trace import Trace
from tracing_sandbox.traces.reading.trace_file import read_trace_text

START = 1_790_000_000_000_000


def span(span_id: str, parent: str, service: str, name: str, *times: int, **more: Any) -> Any:
    start, end = times
    return {
        "traceId": "ab" * 8,
        "id": span_id,
        "parentId": parent or None,
        "name": name,
        "timestamp": START + start * 1000,
        "duration": (end - start) * 1000,
        "localEndpoint": {"serviceName": service},
        **more,
    }


CALLER = span("b", "a", "shop", "get", 10, 90, kind="CLIENT")
CALLEE = span("b", "a", "stock", "get /stock", 20, 80, kind="SERVER", shared=True)
ROOT = span("a", "", "shop", "post /orders", 0, 100, kind="SERVER")
BELOW_CALLEE = span("c", "b", "stock", "select", 30, 70, kind="CLIENT")
BELOW_CALLER = span("d", "b", "shop", "serialize", 11, 12)
SPANS = [ROOT, CALLER, CALLEE, BELOW_CALLEE, BELOW_CALLER]


def read(spans: list[Any]) -> Trace:
    (trace,) = read_trace_text(json.dumps(spans), "trace").traces
    return trace


def parents(trace: Trace) -> dict[str, str | None]:
    names = {each.span_id: each.name for each in trace.spans}
    return {each.name: names.get(each.parent_id or "") for each in trace.spans}


EXPECTED = {
    "post /orders": None,
    "get": "post /orders",
    "get /stock": "get",
    "select": "get /stock",
    "serialize": "get",
}


@pytest.mark.parametrize("order", [SPANS, SPANS[::-1], [*SPANS[2:], *SPANS[:2]]])
def test_client_and_server_of_one_id_are_caller_and_callee(order: list[Any]) -> None:
    trace = read(order)
    assert parents(trace) == EXPECTED
    assert len({each.span_id for each in trace.spans}) == len(order)
    assert explain(trace).complete
    assert [
        (s.kind, s.start_ns // 1000 - START) for s in trace.spans if s.name == "get /stock"
    ] == [("server", 20_000)]


def test_halves_may_stand_in_different_documents() -> None:
    text = "".join(f"{json.dumps([each])}\n" for each in SPANS)
    (trace,) = read_trace_text(text, "trace").traces
    assert parents(trace) == EXPECTED


def test_same_file_gives_the_same_ids() -> None:
    assert read(SPANS) == read(SPANS)


def test_server_without_its_client_keeps_its_id() -> None:
    trace = read([ROOT, {**CALLEE, "parentId": "a"}, BELOW_CALLEE])
    assert sorted(each.span_id[-1] for each in trace.spans) == ["a", "b", "c"]


def test_service_that_calls_itself_is_told_by_time() -> None:
    callee = {**CALLEE, "localEndpoint": {"serviceName": "shop"}}
    inside = span("c", "b", "shop", "select", 30, 70)
    before = span("d", "b", "shop", "serialize", 11, 12)
    assert parents(read([ROOT, CALLER, callee, inside, before])) == EXPECTED


def test_two_servers_that_answer_one_call_are_two_spans() -> None:
    again = span("b", "a", "stock", "get /stock again", 81, 89, kind="SERVER", shared=True)
    late = span("e", "b", "stock", "select again", 82, 88)
    found = parents(read([ROOT, CALLER, CALLEE, again, BELOW_CALLEE, late]))
    assert (found["get /stock"], found["get /stock again"]) == ("get", "get")
    assert (found["select"], found["select again"]) == ("get /stock", "get /stock again")


def test_half_that_was_delivered_twice_is_counted_once() -> None:
    assert len(explain(read([*SPANS, CALLEE])).rows) == len(SPANS)


@pytest.mark.parametrize(
    ("endpoint", "attributes"),
    [
        ({"serviceName": "mysql"}, {"peer.service": "mysql"}),
        (
            {"ipv4": "10.0.0.1", "port": 3306},
            {"network.peer.address": "10.0.0.1", "network.peer.port": 3306},
        ),
        (None, {}),
        ({}, {}),
        ("odd", {}),
    ],
)
def test_far_side_of_a_call_is_named(endpoint: Any, attributes: dict[str, Any]) -> None:
    trace = read([span("a", "", "shop", "select", 0, 9, kind="CLIENT", remoteEndpoint=endpoint)])
    assert [each.attributes for each in trace.spans] == [attributes]


def test_annotations_are_events() -> None:
    annotations = [{"timestamp": START + 1, "value": "retry"}, {"value": "timeless"}]
    trace = read([span("a", "", "shop", "get", 0, 9, annotations=annotations)])
    assert [(e.name, e.time_ns) for e in trace.spans[0].events] == [
        ("retry", (START + 1) * 1000),
        ("timeless", 0),
    ]


@pytest.mark.parametrize(
    ("kind", "read_as"),
    [(None, "internal"), ("SERVER", "server"), ("consumer", "consumer"), ("BOSS", "unspecified")],
)
def test_kind_is_read(kind: Any, read_as: str) -> None:
    trace = read([span("a", "", "shop", "get", 0, 9, kind=kind)])
    assert [each.kind for each in trace.spans] == [read_as]
