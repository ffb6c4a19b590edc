"""What counts as failed in a list of traces: a refusal does not."""

from typing import Any

from tests.unit.traces.drawn.sketch import Node, client, internal, server, trace_of
from tracing_sandbox.traces.explaining.explanation import explain


def ask(status: int, **fields: Any) -> Node:
    told = {"http.response.status_code": status}
    return client(
        "shop POST", 10, 30, server("stock S", 12, 28, attributes=told), attributes=told, **fields
    )


def failed(*inside: Node, **fields: Any) -> int:
    return explain(trace_of(server("shop /", 0, 50, *inside, **fields))).error_count


def test_call_that_was_refused_did_not_fail() -> None:
    assert failed(ask(409, error=True)) == 0
    assert failed(internal("shop place_order", 5, 40, ask(422, error=True))) == 0


def test_refusal_that_a_caller_took_for_a_failure_counts_with_it() -> None:
    assert failed(ask(409, error=True), error=True) == 2
    assert failed(internal("shop place_order", 5, 40, ask(404, error=True), error=True)) == 2


def test_call_that_broke_counts() -> None:
    assert failed(ask(503, error=True)) == 1
    assert failed(client("shop POST", 10, 30, error=True)) == 1


def test_different_spans_of_one_id_are_each_counted() -> None:
    same = {"span_id": "ab" * 8, "error": True}
    assert failed(internal("shop a", 1, 2, **same), internal("shop b", 3, 4, **same)) == 2
