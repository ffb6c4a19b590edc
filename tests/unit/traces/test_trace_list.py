"""The list of traces."""

from dataclasses import replace

import pytest

from tests.unit.traces.drawn.order import order
from tests.unit.traces.drawn.sketch import server, trace_of
from tracing_sandbox.traces.drawing.trace_list import draw_traces
from tracing_sandbox.traces.explaining.document import summary_document
from tracing_sandbox.traces.explaining.explanation import explain


def test_each_trace_takes_two_lines() -> None:
    slow = replace(trace_of(order(4_920)), trace_id="ab" * 16)
    failed = replace(trace_of(order(50, error=True)), trace_id="cd" * 16)
    lost = replace(trace_of(order(50), without="inventory GET"), trace_id="ef" * 16)
    drawing = draw_traces([explain(slow), explain(failed), explain(lost)], 80).plain
    assert drawing == (
        f"{'ab' * 16}  2025-06-15 15:06:40 UTC    4.98 s     14 spans\n"
        "  frontend POST api/orders: 4.92 s in thirdparty look_up_price\n"
        f"{'cd' * 16}  2025-06-15 15:06:40 UTC    111 ms     14 spans\n"
        "  ✗ 1 failed  frontend POST api/orders: thirdparty look_up_price failed\n"
        f"{'ef' * 16}  2025-06-15 15:06:40 UTC    111 ms     13 spans\n"
        "  frontend POST api/orders: incomplete: 14 ms waiting for postgresql (inventory…\n"
    )


@pytest.mark.parametrize("width", [60, 79, 80])
def test_lines_fit_the_terminal(width: int) -> None:
    drawing = draw_traces([explain(trace_of(order(4_920, error=True)))], width)
    assert max(line.cell_len for line in drawing.split("\n")) <= width


def test_narrow_list_has_the_start_on_a_line_of_its_own() -> None:
    drawing = draw_traces([explain(trace_of(order(4_920, error=True)))], 60)
    assert drawing.plain.splitlines()[1] == "  2025-06-15 15:06:40 UTC  14 spans"


def test_list_without_unicode_is_ascii() -> None:
    drawing = draw_traces([explain(trace_of(server("a R", 0, 5, error=True)))], ascii_only=True)
    assert drawing.plain.splitlines()[1].startswith("  x 1 failed  a R: ")


def test_summary_holds_what_the_list_shows() -> None:
    explanation = explain(trace_of(order(50)))
    assert summary_document(explanation) == {
        "trace_id": explanation.trace_id,
        "complete": True,
        "start_time": "2025-06-15T15:06:40.000000000Z",
        "duration_ms": 111.0,
        "span_count": 14,
        "error_count": 0,
        "services": ["frontend", "inventory", "thirdparty"],
        "root": {"service": "frontend", "name": "POST api/orders"},
        "answer": explanation.answer,
        "blame": None,
    }
