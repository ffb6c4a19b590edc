"""What context came with a request is read off its span."""

from dataclasses import replace

import pytest

from tests.unit.doctor.made_orders import Order
from tracing_sandbox.doctor.received import Received, context_received
from tracing_sandbox.traces.reading.span import AttributeValue

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"
HEADER = "http.request.header."


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({}, Received("unknown")),
        ({"app.request.id": "r"}, Received("none")),
        ({"app.spans.began": 3}, Received("none")),
        (
            {"app.traceparent.received": TRACE},
            Received("readable", f"app.traceparent.received = {TRACE}", TRACE),
        ),
        (
            {"app.traceparent.ignored": "two of them"},
            Received("malformed", "app.traceparent.ignored = two of them"),
        ),
        ({"app.b3.received": TRACE}, Received("b3", f"app.b3.received = {TRACE}", TRACE)),
        (
            {f"{HEADER}traceparent": [PARENT]},
            Received("readable", f"{HEADER}traceparent = {PARENT}", TRACE),
        ),
        (
            {f"{HEADER}traceparent": ["00-xyz"]},
            Received("malformed", f"{HEADER}traceparent = 00-xyz"),
        ),
        (
            {f"{HEADER}traceparent": [f"00-{'0' * 32}-b7ad6b7169203331-01"]},
            Received("malformed", f"{HEADER}traceparent = 00-{'0' * 32}-b7ad6b7169203331-01"),
        ),
        (
            {f"{HEADER}b3": [f"{TRACE}-b7ad6b7169203331-1"]},
            Received("b3", f"{HEADER}b3 = {TRACE}-b7ad6b7169203331-1", TRACE),
        ),
        (
            {f"{HEADER}x-b3-traceid": TRACE},
            Received("b3", f"{HEADER}x-b3-traceid = {TRACE}", TRACE),
        ),
    ],
)
def test_context_is_read_from_notes_and_captured_headers(
    attributes: dict[str, AttributeValue], expected: Received
) -> None:
    assert context_received(replace(Order(0).spans[0], attributes=attributes)) == expected
