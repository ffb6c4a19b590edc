"""What holds for every trace, however strange."""

import json
import random

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.traces.drawn.generated import any_traces, nested_traces
from tracing_sandbox.traces.comparing.comparison import compare
from tracing_sandbox.traces.drawing.fold import Fold, fold_rows
from tracing_sandbox.traces.drawing.waterfall import draw_waterfall
from tracing_sandbox.traces.explaining.document import explanation_document
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.reading.fields.kind import KINDS
from tracing_sandbox.traces.reading.trace import Trace

SOME_TRACES = st.one_of(any_traces(), nested_traces())


@given(SOME_TRACES)
def test_segments_fill_the_root_exactly_and_in_order(trace: Trace) -> None:
    explanation = explain(trace)
    reached = 0
    for segment in explanation.path:
        assert segment.start_ns == reached
        assert segment.end_ns > segment.start_ns
        reached = segment.end_ns
    assert reached == explanation.duration_ns == explanation.root.duration_ns


@given(SOME_TRACES)
def test_parts_and_rows_add_up_to_the_root(trace: Trace) -> None:
    explanation = explain(trace)
    assert sum(charge.time_ns for charge in explanation.charges) == explanation.duration_ns
    assert sum(row.on_path_ns for row in explanation.rows) == explanation.duration_ns
    assert sum(piece.time_ns for piece in explanation.slices) == explanation.duration_ns


@given(SOME_TRACES, st.randoms(use_true_random=False))
def test_order_of_arrival_and_repeated_delivery_change_nothing(
    trace: Trace, rng: random.Random
) -> None:
    spans = [*trace.spans, *rng.choices(trace.spans, k=3)]
    rng.shuffle(spans)
    shuffled = Trace(trace.trace_id, tuple(spans))
    assert explanation_document(explain(shuffled)) == explanation_document(explain(trace))


@given(SOME_TRACES)
def test_self_time_is_between_nothing_and_the_duration(trace: Trace) -> None:
    for row in explain(trace).rows:
        assert 0 <= row.self_ns <= row.duration_ns


@given(nested_traces())
def test_self_times_of_sequential_children_add_up_to_the_root(trace: Trace) -> None:
    """Where no two siblings overlap, every moment is the own time of exactly one span."""
    explanation = explain(trace)
    by_parent: dict[str | None, list[tuple[int, int]]] = {}
    for span in trace.spans:
        by_parent.setdefault(span.parent_id, []).append((span.start_ns, span.end_ns))
    sequential = all(
        first[1] <= second[0]
        for siblings in by_parent.values()
        for first, second in zip(sorted(siblings), sorted(siblings)[1:], strict=False)
    )
    total = sum(row.self_ns for row in explanation.rows)
    assert total >= explanation.duration_ns
    assert not sequential or total == explanation.duration_ns


@given(SOME_TRACES)
def test_every_distinct_span_is_a_row_once(trace: Trace) -> None:
    rows = explain(trace).rows
    assert sorted(repr(row.span) for row in rows) == sorted({repr(span) for span in trace.spans})


@given(SOME_TRACES)
def test_document_is_json_and_its_shape_is_fixed(trace: Trace) -> None:
    document = explanation_document(explain(trace))
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert list(document) == [
        "trace_id",
        "complete",
        "start_time",
        "duration_ms",
        "span_count",
        "services",
        "root",
        "critical_path",
        "answer",
        "blame",
        "prediction",
        "runner_up",
        "compared_with",
        "rule",
        "problems",
        "spans",
    ]
    assert {segment["kind"] for segment in document["critical_path"]} <= {
        "own",
        "transit",
        "wait",
        "gap",
    }
    assert {span["kind"] for span in document["spans"]} <= set(KINDS)


@given(SOME_TRACES)
def test_incomplete_trace_names_no_share_and_complete_one_cannot_be_unsure(trace: Trace) -> None:
    explanation = explain(trace)
    unsure = "annot tell" in explanation.answer or "may not be all" in explanation.answer
    assert unsure == (not explanation.complete)
    if not explanation.complete:
        assert "%" not in explanation.answer
        assert explanation.blame is None or explanation.blame.share is None


@given(any_traces(), any_traces())
def test_changes_between_two_traces_add_up_and_no_row_is_lost(first: Trace, second: Trace) -> None:
    comparison = compare(first, second)
    assert sum(each.change_ns for each in comparison.differences) == comparison.change_ns
    pairs = comparison.pairs
    assert sum(pair.first is not None for pair in pairs) == len(explain(first).rows)
    assert sum(pair.second is not None for pair in pairs) == len(explain(second).rows)


@given(any_traces())
def test_trace_does_not_differ_from_itself(trace: Trace) -> None:
    comparison = compare(trace, trace)
    assert {each.change_ns for each in comparison.differences} <= {0}
    assert all(pair.first == pair.second for pair in comparison.pairs)


@given(any_traces(most=40), st.integers(1, 12))
def test_folding_counts_every_row_once(trace: Trace, most: int) -> None:
    rows = explain(trace).rows
    lines = fold_rows(rows, most)
    shown = [line for line in lines if not isinstance(line, Fold)]
    folded = sum(line.spans for line in lines if isinstance(line, Fold))
    assert len(shown) + folded == len(rows)
    assert [row for row in rows if row in shown] == shown
    assert rows[0] in shown


@given(SOME_TRACES, st.integers(60, 200), st.booleans())
def test_drawing_fits_its_width(trace: Trace, width: int, ascii_only: bool) -> None:
    drawing = draw_waterfall(explain(trace), width, ascii_only=ascii_only)
    assert max(line.cell_len for line in drawing.split("\n")) <= width
    assert drawing.plain.isascii() or not ascii_only
