"""Two traces compared, and drawn beside each other."""

from dataclasses import replace

from tests.unit.traces.drawn.order import order
from tests.unit.traces.drawn.sketch import Node, internal, query, server, trace_of
from tracing_sandbox.traces.comparing.comparison import compare
from tracing_sandbox.traces.drawing.comparison_table import draw_comparison
from tracing_sandbox.traces.reading.trace import Trace

TABLE = """\
The second took 4.87 s longer (4.98 s instead of 111 ms): 4.87 s more in
thirdparty look_up_price.

on the critical path                                   first    second    change
thirdparty look_up_price                               50 ms    4.92 s   +4.87 s

span by span                                           first    second    change
"""


def test_slower_trace_says_by_how_much_and_where() -> None:
    comparison = compare(trace_of(order(50)), trace_of(order(4_920)))
    assert comparison.answer == (
        "The second took 4.87 s longer (4.98 s instead of 111 ms): "
        "4.87 s more in thirdparty look_up_price."
    )
    assert comparison.differences[0].part.operation == "look_up_price"
    assert {each.change_ns for each in comparison.differences[1:]} == {0}


def test_faster_trace_says_so() -> None:
    assert compare(trace_of(order(4_920)), trace_of(order(50))).answer == (
        "The second took 4.87 s less (111 ms instead of 4.98 s): "
        "4.87 s less in thirdparty look_up_price."
    )


def test_equal_traces_say_so() -> None:
    other = replace(trace_of(order(50)), trace_id="ab" * 16)
    assert compare(trace_of(order(50)), other).answer == "Both took 111 ms."


def test_trace_compared_with_itself_is_said_to_be_the_same() -> None:
    comparison = compare(trace_of(order(50)), trace_of(order(50)))
    drawing = draw_comparison(comparison, 80).plain
    assert comparison.answer == "Both are the same trace, which took 111 ms."
    assert drawing.startswith(f"{comparison.answer}\n\nspan by span")


def test_sentence_gives_the_figures_of_the_table() -> None:
    first = trace_of(server("a R", 0, 56.4, internal("a x", 10, 20)))
    second = trace_of(server("a R", 0, 2_863.4, internal("a x", 10, 2_840)))
    comparison = compare(first, second)
    assert comparison.answer == (
        "The second took 2.81 s longer (2.86 s instead of 56 ms): "
        "2.82 s more in a x, and less elsewhere."
    )
    root = draw_comparison(comparison, 80).plain.splitlines()[-2]
    assert root.split()[-6:] == ["56", "ms", "2.86", "s", "+2.81", "s"]


def test_different_operations_and_missing_spans_are_said() -> None:
    comparison = compare(
        trace_of(order(50), without="inventory GET"), trace_of(server("a R", 0, 50))
    )
    assert (comparison.same_operation, comparison.complete) == (False, False)
    assert comparison.answer.startswith(
        "They are not the same operation: frontend POST api/orders and a R. "
        "Spans are missing, so this may not be all. The second took "
    )


def test_spans_are_matched_by_their_place_and_order() -> None:
    first = server("a R", 0, 100, query("a SELECT", 0, 10), query("a SELECT", 20, 50))
    second = server(
        "a R", 0, 100, internal("a cache", 0, 5), query("a SELECT", 10, 15), internal("b x", 19, 20)
    )
    pairs = compare(trace_of(first), trace_of(second)).pairs
    durations = [
        (
            pair.span.name,
            pair.first and pair.first.duration_ns // 1_000_000,
            pair.second and pair.second.duration_ns // 1_000_000,
        )
        for pair in pairs
    ]
    assert durations == [
        ("R", 100, 100),
        ("cache", None, 5),
        ("SELECT", 10, 5),
        ("x", None, 1),
        ("SELECT", 30, None),
    ]


def test_document_holds_the_differences_and_the_spans() -> None:
    first, second = trace_of(server("a R", 0, 100)), trace_of(server("a R", 0, 250))
    assert compare(first, replace(second, trace_id="ab" * 16)).as_document() == {
        "first": {"trace_id": first.trace_id, "duration_ms": 100.0},
        "second": {"trace_id": "ab" * 16, "duration_ms": 250.0},
        "change_ms": 150.0,
        "complete": True,
        "same_operation": True,
        "shared_operation": None,
        "answer": "The second took 150 ms longer (250 ms instead of 100 ms): 150 ms more in a R.",
        "differences": [
            {
                "service": "a",
                "operation": "R",
                "kind": "own",
                "target": None,
                "first_ms": 100.0,
                "second_ms": 250.0,
                "change_ms": 150.0,
            }
        ],
        "spans": [
            {
                "service": "a",
                "name": "R",
                "kind": "server",
                "depth": 0,
                "first_ms": 100.0,
                "second_ms": 250.0,
                "first_self_ms": 100.0,
                "second_self_ms": 250.0,
            }
        ],
    }


def test_comparison_is_drawn_in_80_columns() -> None:
    drawing = draw_comparison(compare(trace_of(order(50)), trace_of(order(4_920))), 80).plain
    assert drawing.startswith(TABLE)
    assert max(map(len, drawing.splitlines())) == 80
    assert (
        "thirdparty                look_up_price                50 ms    4.92 s   +4.87 s\n"
        in drawing
    )


def test_change_too_small_to_matter_is_said_to_be_the_same() -> None:
    def trace(x: float, y: float, z: float) -> Trace:
        steps = (internal("a x", 0, x), internal("a y", 100, y), internal("a z", 200, z))
        return trace_of(server("a R", 0, 1_000, *steps))

    comparison = compare(trace(50, 150, 250), trace(50.000671, 149.5, 290))
    lines = draw_comparison(comparison, 80).plain.splitlines()

    (x,) = (line for line in lines if line.startswith("a    x"))
    (y,) = (line for line in lines if line.startswith("a    y"))
    (z,) = (line for line in lines if line.startswith("a    z"))
    assert (x.split()[-1], y.split()[-1], z.split()[-2:]) == ("same", "same", ["+40", "ms"])
    assert " ns" not in "".join(lines)
    told = lines.index("2 of 4 parts that changed are shown")
    assert [line.split()[1] for line in lines[told - 2 : told]] == ["z", "R"]


def test_span_that_only_one_trace_has_is_never_the_same() -> None:
    second = trace_of(server("a R", 0, 1_000, internal("a x", 0, 0.01)))
    drawing = draw_comparison(compare(trace_of(server("a R", 0, 1_000)), second), 80).plain
    assert "-   0.01 ms  +0.01 ms" in drawing


def test_parts_that_are_not_shown_are_counted() -> None:
    def trace(ms: float) -> Trace:
        steps = (internal(f"a q{i}", 100 * i, 100 * i + ms + 2 * i) for i in range(8))
        return trace_of(server("a R", 0, 1_000, *steps))

    lines = draw_comparison(compare(trace(10), trace(60)), 80).plain.splitlines()

    assert "5 of 9 parts that changed are shown" in lines
    assert not any("parts that changed" in line for line in drawn_of_one_change().splitlines())


def drawn_of_one_change() -> str:
    return draw_comparison(compare(trace_of(order(50)), trace_of(order(4_920))), 80).plain


def test_large_comparison_leaves_out_what_differs_least() -> None:
    def many(longest: float) -> list[object]:
        return [query(f"a q{i}", i, i + 0.5) for i in range(999)] + [query("a big", 999, longest)]

    first = trace_of(server("a R", 0, 3000, *many(1000)))  # type: ignore[arg-type]
    second = trace_of(server("a R", 0, 3000, *many(2000)))  # type: ignore[arg-type]
    lines = draw_comparison(compare(first, second), 80).plain.splitlines()
    assert len(lines) < 220
    assert any("big" in line and "+1.00 s" in line for line in lines)
    assert lines[-1] == "⋮ 801 spans that differ less are left out"


def test_orders_of_a_browser_and_of_a_client_are_compared_where_both_place_an_order() -> None:
    def placed(ms: float) -> Node:
        return internal("a place_order", 10, 10 + ms, query("a INSERT", 12, 9 + ms))

    browser = trace_of(server("a POST orders/", 0, 300, internal("a check_form", 1, 9), placed(40)))
    client = trace_of(server("a POST api/orders", 0, 500, placed(440)))
    comparison = compare(browser, client)
    assert comparison.answer == (
        "They are not the same operation: a POST orders/ and a POST api/orders; compared is a "
        "place_order, which both have. The second took 400 ms longer (440 ms instead of 40 ms): "
        "400 ms more waiting for postgresql (a INSERT)."
    )
    assert [pair.span.name for pair in comparison.pairs] == ["place_order", "INSERT"]
    assert comparison.as_document()["shared_operation"] == "a place_order"
