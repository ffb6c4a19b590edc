"""Ids in every form, and a file's trace found by any of them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracing_sandbox.traces.reading.fields.field import FieldError
from tracing_sandbox.traces.reading.fields.identity import read_id, read_optional_id, write_id
from tracing_sandbox.traces.reading.trace_file import read_trace_text

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"


@pytest.mark.parametrize(
    ("given_id", "read"),
    [
        (TRACE_ID, TRACE_ID),
        (TRACE_ID.upper(), TRACE_ID),
        (TRACE_ID.lstrip("0"), TRACE_ID),
        (f"0x{TRACE_ID}", TRACE_ID),
        (f" {TRACE_ID}\n", TRACE_ID),
        ("CvdlGRbNQ92ESOshHIAxnA==", TRACE_ID),
        ("a", "a".zfill(32)),
        (f"000{TRACE_ID}", TRACE_ID),
        ("+/+/+/+/+/+/+/+/+/+/+w==", "fbffbffbffbffbffbffbffbffbffbffb"),
        ("-_-_-_-_-_-_-_-_-_-_-w==", "fbffbffbffbffbffbffbffbffbffbffb"),
        ("AAAAAAAAAAE=", "1".zfill(32)),
        ("order-17", "order-17"),
        ("Order 17", "Order 17"),
        ("0af76519-16cd-43dd-8448-eb211c80319c", "0af76519-16cd-43dd-8448-eb211c80319c"),
        ("zz==", "zz=="),
        ("\x1b[31m", "\x1b[31m"),
        ("\N{TEACUP WITHOUT HANDLE}", "\N{TEACUP WITHOUT HANDLE}"),
        (17, "17".zfill(32)),
    ],
)
def test_id_is_read_in_every_form(given_id: Any, read: str) -> None:
    assert read_id(given_id, "traceId", 32) == read


@pytest.mark.parametrize(
    "given_id", [None, "", " ", "0", "0" * 32, "0x0", 0, "AAAAAAAAAAAAAAAAAAAAAA=="]
)
def test_id_of_zeros_is_absent(given_id: Any) -> None:
    assert read_optional_id(given_id, "spanId", 16) == ""
    with pytest.raises(FieldError, match="expected 32 hex digits, not all zero"):
        read_id(given_id, "traceId", 32)


@given(st.text())
def test_any_text_is_an_id_that_is_read_the_same_again(text: str) -> None:
    assert write_id(write_id(text, 16), 16) == write_id(text, 16)


@given(st.binary(min_size=8, max_size=8).filter(any))
def test_hex_and_base64_name_the_same_span(raw: bytes) -> None:
    from base64 import b64encode, urlsafe_b64encode

    forms = {raw.hex(), raw.hex().upper(), b64encode(raw).decode(), urlsafe_b64encode(raw).decode()}
    assert {write_id(form, 16) for form in forms} == {raw.hex()}


@pytest.mark.parametrize(
    ("parent", "of_child"),
    [
        ("00000000000000aa", "AA"),
        ("aa", "0x00000000000000AA"),
        ("AAAAAAAAAKo=", "00000000000000aa"),
        ("span one", "span one"),
        ("\x1b[31mX", "\x1b[31mX"),
    ],
)
def test_child_finds_its_parent_whatever_form_the_ids_have(parent: str, of_child: str) -> None:
    span = {"traceId": "ab" * 16, "startTimeUnixNano": "5", "endTimeUnixNano": "9"}
    spans = [{**span, "spanId": parent}, {**span, "spanId": "b", "parentSpanId": of_child}]
    document = {"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}
    first, second = read_trace_text(json.dumps(document), "trace").all_spans
    assert second.parent_id == first.span_id
