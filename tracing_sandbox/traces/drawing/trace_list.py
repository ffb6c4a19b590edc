"""A list of explained traces drawn for a terminal: a few lines each, newest or slowest first."""

from collections.abc import Iterable
from datetime import datetime

from rich.text import Text

from tracing_sandbox.traces.drawing import ink
from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.measuring.figures import figure
from tracing_sandbox.traces.measuring.part import label
from tracing_sandbox.traces.reading.safe_text import safe_text

NARROWEST = 60
WIDE_ENOUGH = 80


def draw_traces(
    explanations: Iterable[Explanation], width: int = 80, *, ascii_only: bool = False
) -> Text:
    """Draw each trace with its start, duration, spans, failures, root and answer in short.

    Below 80 columns spans and failures get a line of their own, as the id is needed whole. The
    order is the caller's. Starts are local times.
    """
    shapes = ink.shapes_for(ascii_only=ascii_only)
    width = max(width, NARROWEST)
    drawing = Text(no_wrap=True, overflow="ignore", end="")
    for explanation in explanations:
        _write_trace(drawing, explanation, width, shapes)
    return drawing


def _write_trace(drawing: Text, explanation: Explanation, width: int, shapes: ink.Shapes) -> None:
    drawing.append(safe_text(explanation.trace_id), style="bold")
    spans = f"{len(explanation.rows)} span{'s' if len(explanation.rows) > 1 else ''}"
    drawing.append(f"  {_clock(explanation.start_ns)}{figure(explanation.duration_ns):>10}")
    drawing.append(f"{spans:>13}" if width >= WIDE_ENOUGH else f"\n  {spans}")
    if explanation.error_count:
        failed = f"  {shapes.failed} {explanation.error_count} failed"
        drawing.append(failed, style=ink.FAILED_STYLE)
    text = f"{label(explanation.root.service, explanation.root.name)}: {explanation.short_answer}"
    style = "yellow" if explanation.blame or not explanation.complete else ""
    drawing.append(f"\n  {ink.fit(text, width - 2, shapes).rstrip()}\n", style=style)


def _clock(time_ns: int) -> str:
    return f"{datetime.fromtimestamp(time_ns // 1_000_000_000).astimezone():%H:%M:%S}"
