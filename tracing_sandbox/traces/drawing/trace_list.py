"""A list of explained traces drawn for a terminal: a few lines each, newest or slowest first."""

from collections.abc import Iterable

from rich.text import Text

from tracing_sandbox.traces.drawing import ink
from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.explaining.moment import clock
from tracing_sandbox.traces.measuring.figures import figure
from tracing_sandbox.traces.measuring.part import label
from tracing_sandbox.traces.reading.safe_text import safe_text

NARROWEST = 60
WIDE_ENOUGH = 80


def draw_traces(
    explanations: Iterable[Explanation], width: int = 80, *, ascii_only: bool = False
) -> Text:
    """Draw each trace with its start, duration, spans, failures, root and answer in short.

    Below 80 columns the start and the spans get a line of their own, as the id is needed whole.
    The order is the caller's.
    """
    shapes = ink.shapes_for(ascii_only=ascii_only)
    width = max(width, NARROWEST)
    drawing = Text(no_wrap=True, overflow="ignore", end="")
    for explanation in explanations:
        _write_figures(drawing, explanation, is_wide=width >= WIDE_ENOUGH)
        _write_answer(drawing, explanation, width, shapes)
    return drawing


def _write_figures(drawing: Text, explanation: Explanation, *, is_wide: bool) -> None:
    count = len(explanation.rows)
    spans = f"{count} span{'s' if count > 1 else ''}"
    took = f"{figure(explanation.duration_ns):>10}"
    began = clock(explanation.start_ns)
    drawing.append(safe_text(explanation.trace_id), style="bold")
    drawing.append(f"  {began}{took}{spans:>13}\n" if is_wide else f"{took}\n  {began}  {spans}\n")


def _write_answer(drawing: Text, explanation: Explanation, width: int, shapes: ink.Shapes) -> None:
    failed = ""
    if explanation.error_count:
        failed = f"  {shapes.failed} {explanation.error_count} failed"
        drawing.append(failed, style=ink.FAILED_STYLE)
    text = f"{label(explanation.root.service, explanation.root.name)}: {explanation.short_answer}"
    style = "yellow" if explanation.blame or not explanation.complete else ""
    room = width - len(failed) - 2
    drawing.append(f"  {ink.fit(text, room, shapes).rstrip()}\n", style=style)
