"""Traces too deep or too wide for anything that recurses or compares all with all."""

from benchmarks.traces.explain_speed import deep_trace, wide_trace
from tracing_sandbox.traces.comparing.comparison import compare
from tracing_sandbox.traces.drawing.fold import fold_rows
from tracing_sandbox.traces.drawing.trace_list import draw_traces
from tracing_sandbox.traces.drawing.waterfall import draw_waterfall
from tracing_sandbox.traces.explaining.document import explanation_document
from tracing_sandbox.traces.explaining.explanation import explain

LEVELS = 50_000


def test_trace_of_50_000_levels_is_explained_compared_and_drawn() -> None:
    trace = deep_trace(LEVELS)
    explanation = explain(trace)
    assert explanation.rows[-1].depth == LEVELS - 1
    assert len(explanation_document(explanation)["spans"]) == LEVELS
    assert len(fold_rows(explanation.rows, 50)) <= 101
    assert compare(trace, trace).answer.startswith("Both are the same trace")
    assert draw_waterfall(explanation).plain.startswith("All of 1.00 s in service5")
    assert "50000 spans" in draw_traces([explanation]).plain


def test_trace_of_20_000_siblings_and_branches_adds_up() -> None:
    explanation = explain(wide_trace(20_000))
    assert sum(row.on_path_ns for row in explanation.rows) == explanation.duration_ns
    assert len(explanation.rows) == 20_000
