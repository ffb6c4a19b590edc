"""Two compared traces drawn for a terminal: the sentence, the parts that changed, every span."""

from rich.text import Text

from tracing_sandbox.traces.comparing.comparison import Comparison
from tracing_sandbox.traces.comparing.pairing import most_changed
from tracing_sandbox.traces.drawing import ink
from tracing_sandbox.traces.drawing.columns import DEEPEST_INDENT, LONGEST_SERVICE, widest
from tracing_sandbox.traces.measuring.figures import figure
from tracing_sandbox.traces.measuring.row import Row

NARROWEST = 60
FIGURE_WIDTH = 10
MOST_PARTS = 5
MOST_PAIRS = 200
NO_FIGURE = "-"
SAME = "same"


def draw_comparison(comparison: Comparison, width: int = 80, *, ascii_only: bool = False) -> Text:
    """Draw where two traces differ, in `width` columns (at least 60).

    Beyond 200 spans, those whose durations differ least are left out.
    """
    shapes = ink.shapes_for(ascii_only=ascii_only)
    width = max(width, NARROWEST)
    drawing = Text(no_wrap=True, overflow="ignore", end="")
    drawing.append(ink.wrap(comparison.answer, width, shapes), style="bold")
    left = width - 3 * FIGURE_WIDTH
    _write_parts(drawing, comparison, left, shapes)
    drawing.append(f"\n{'span by span':<{left}}{_heads()}", style=ink.QUIET_STYLE)
    _write_pairs(drawing, comparison, left, shapes)
    return drawing


def _write_parts(drawing: Text, comparison: Comparison, left: int, shapes: ink.Shapes) -> None:
    shown = comparison.most_changed(MOST_PARTS)
    if not shown:
        return
    drawing.append(f"\n{'on the critical path':<{left}}{_heads()}", style=ink.QUIET_STYLE)
    for each in shown:
        place = ink.fit(each.part.subject, left, shapes)
        drawing.append(f"{place}{_figures(comparison, each.first_ns, each.second_ns)}")
    count = len(comparison.changed)
    if count > len(shown):
        note = f"{len(shown)} of {count} parts that changed are shown\n"
        drawing.append(note, style=ink.QUIET_STYLE)


def _write_pairs(drawing: Text, comparison: Comparison, left: int, shapes: ink.Shapes) -> None:
    services = {pair.span.service for pair in comparison.pairs}
    styles = ink.service_styles(services)
    service_width = min(widest(services), LONGEST_SERVICE)
    shown = most_changed(comparison.pairs, MOST_PAIRS)
    for pair in shown:
        service = ink.fit(pair.span.service, service_width, shapes)
        drawing.append(service, style=styles[pair.span.service])
        name = f"{'  ' * min(pair.depth, DEEPEST_INDENT)}{pair.span.name}"
        drawing.append(f"  {ink.fit(name, left - service_width - 2, shapes)}")
        drawing.append(_figures(comparison, _duration(pair.first), _duration(pair.second)))
    left_out = len(comparison.pairs) - len(shown)
    if left_out:
        note = f"{shapes.fold} {left_out} spans that differ less are left out\n"
        drawing.append(note, style=ink.QUIET_STYLE)


def _duration(row: Row | None) -> int | None:
    return None if row is None else row.duration_ns


def _heads() -> str:
    return "".join(f"{head:>{FIGURE_WIDTH}}" for head in ("first", "second", "change")) + "\n"


def _figures(comparison: Comparison, first_ns: int | None, second_ns: int | None) -> str:
    figures = (
        NO_FIGURE if first_ns is None else figure(first_ns),
        NO_FIGURE if second_ns is None else figure(second_ns),
        _change(comparison, first_ns, second_ns),
    )
    return "".join(f"{each:>{FIGURE_WIDTH}}" for each in figures) + "\n"


def _change(comparison: Comparison, first_ns: int | None, second_ns: int | None) -> str:
    if first_ns is not None and second_ns is not None and comparison.is_same(first_ns, second_ns):
        return SAME
    change_ns = (second_ns or 0) - (first_ns or 0)
    return f"{'+' if change_ns > 0 else '-'}{figure(abs(change_ns))}"
