import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadtest.answer import find_order_id, find_trace_id, judge_order, read_document

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
OTHER_ID = "1" * 32
OUT_OF_STOCK = "urn:sandbox:problem:out-of-stock"


def test_trace_id_is_taken_from_the_header_before_the_document() -> None:
    headers = {"traceresponse": f"00-{TRACE_ID}-b7ad6b7169203331-01"}
    assert find_trace_id(headers, {"trace_id": OTHER_ID}) == TRACE_ID


@pytest.mark.parametrize("header", [None, "", "nonsense", f"00-{TRACE_ID}", f"00-{TRACE_ID}-1-01x"])
def test_trace_id_is_taken_from_the_document_without_a_sane_header(header: str | None) -> None:
    headers = {} if header is None else {"traceresponse": header}
    assert find_trace_id(headers, {"trace_id": OTHER_ID}) == OTHER_ID


def test_trace_id_is_unknown_where_nothing_answered() -> None:
    assert find_trace_id(None, {}) is None
    assert find_trace_id({}, {"trace_id": "none"}) is None


@given(st.none() | st.text())
def test_document_of_any_text_is_an_object(text: str | None) -> None:
    assert isinstance(read_document(text), dict)


@given(st.dictionaries(st.text(), st.integers() | st.text()))
def test_document_is_what_was_sent(document: dict[str, object]) -> None:
    assert read_document(json.dumps(document)) == document


def test_order_id_is_found_in_an_order_and_in_a_problem() -> None:
    assert find_order_id({"id": "a"}) == "a"
    assert find_order_id({"order_id": "b", "type": OUT_OF_STOCK}) == "b"
    assert find_order_id({}) is None


@pytest.mark.parametrize(
    ("status", "document", "verdict"),
    [
        (201, {"id": "a", "state": "confirmed"}, None),
        (201, {"id": "a", "state": "failed"}, "201 for an order that is not confirmed"),
        (201, {"state": "confirmed"}, "201 without the order's id"),
        (201, {}, "201 for an order that is not confirmed"),
        (409, {"type": OUT_OF_STOCK, "order_id": "a"}, None),
        (409, {"type": OUT_OF_STOCK}, "409 without the order's id"),
        (409, {"type": "urn:sandbox:problem:else"}, "409 else"),
        (503, {"type": "urn:sandbox:problem:inventory-down"}, "503 inventory-down"),
        (200, {}, "200"),
        (500, {}, "500"),
    ],
)
def test_order_is_judged_by_status_and_document(
    status: int, document: dict[str, object], verdict: str | None
) -> None:
    assert judge_order(status, document) == verdict
