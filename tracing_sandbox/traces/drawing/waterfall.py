"""An explained trace drawn for a terminal: the sentence, then every span as a bar to scale."""

from dataclasses import dataclass

from rich.text import Text

from tracing_sandbox.traces.drawing import ink
from tracing_sandbox.traces.drawing.columns import FIGURE_WIDTH, Columns, lay_out
from tracing_sandbox.traces.drawing.fold import MOST_LINES, Fold, fold_rows
from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.measuring.figures import figure
from tracing_sandbox.traces.measuring.row import Row, why_apart

NARROWEST = 60
MOST_PROBLEMS = 8


@dataclass(frozen=True, slots=True)
class _Page:
    """How wide each column is, and how things look."""

    whole_ns: int
    columns: Columns
    shapes: ink.Shapes
    styles: dict[str, str]


def draw_waterfall(
    explanation: Explanation,
    width: int = 80,
    *,
    ascii_only: bool = False,
    most_lines: int = MOST_LINES,
) -> Text:
    """Draw the answer, what is wrong, and the tree with bars, in `width` columns (at least 60).

    Styles carry the colours; a rich Console shows them or, piped or with NO_COLOR, leaves them
    out. Shapes tell the same: a solid bar is on the critical path, a cross marks a failed span.
    Beyond `most_lines` rows, those that matter least are folded.
    """
    width = max(width, NARROWEST)
    lines = fold_rows(explanation.rows, most_lines)
    shapes = ink.shapes_for(ascii_only=ascii_only)
    styles = ink.service_styles({row.span.service for row in explanation.rows})
    columns = lay_out(explanation, lines, width, shapes)
    page = _Page(explanation.duration_ns, columns, shapes, styles)
    drawing = Text(no_wrap=True, overflow="ignore", end="")
    _write_sentences(drawing, explanation, width, page.shapes)
    drawing.append_text(_header(page))
    for line in lines:
        if isinstance(line, Fold):
            drawing.append_text(_fold(line, page))
            continue
        if why := why_apart(line):
            drawing.append(f"{why}:\n", style="yellow")
        drawing.append_text(_row(line, page))
    has_doubt = any(row.doubt for row in explanation.rows)
    drawing.append(_legend(page.shapes, width, has_doubt=has_doubt), style=ink.QUIET_STYLE)
    return drawing


def _write_sentences(
    drawing: Text, explanation: Explanation, width: int, shapes: ink.Shapes
) -> None:
    drawing.append(ink.wrap(explanation.answer, width, shapes), style="bold")
    if explanation.blame:
        drawing.append(ink.wrap(explanation.blamed, width, shapes))
    elif explanation.compared_with:
        drawing.append(ink.wrap(explanation.comparison, width, shapes), style=ink.QUIET_STYLE)
    for problem in explanation.problems[:MOST_PROBLEMS]:
        drawing.append(ink.wrap(f"! {problem.sentence}", width, shapes), style="yellow")
    more = len(explanation.problems) - MOST_PROBLEMS
    if more > 0:
        drawing.append(f"! and {more} more like these\n", style="yellow")
    drawing.append("\n")


def _header(page: _Page) -> Text:
    service, name, bar = page.columns.service, page.columns.name, page.columns.bar
    scale = f"0{figure(page.whole_ns):>{bar - 1}}"
    left = f"{'service':<{service}}  {'operation':<{name}} {scale}"
    right = f"{'time':>{FIGURE_WIDTH}}{'self':>{FIGURE_WIDTH}}\n"
    return Text(ink.fit(left, service + name + bar + 3, page.shapes) + right, "dim")


def _row(row: Row, page: _Page) -> Text:
    style = page.styles[row.span.service]
    line = Text(ink.fit(row.span.service, page.columns.service, page.shapes), style=style)
    line.append(f" {page.shapes.failed if row.span.error else ' '}", style=ink.FAILED_STYLE)
    name = ink.fit(page.columns.name_of(row, page.shapes), page.columns.name, page.shapes)
    line.append(name, style=ink.FAILED_STYLE if row.span.error else "")
    line.append(f" {_bar(row, page)}", style=style)
    line.append(f"{figure(row.duration_ns):>{FIGURE_WIDTH}}{figure(row.self_ns):>{FIGURE_WIDTH}}\n")
    return line


def _bar(row: Row, page: _Page) -> str:
    width = page.columns.bar
    whole = ink.bar(row.start_ns, row.start_ns + row.duration_ns, page.whole_ns, width)
    on_path = [ink.bar(start, end, page.whole_ns, width) for start, end in row.path]
    in_doubt = [ink.bar(start, end, page.whole_ns, width) for start, end in row.doubt]
    shapes = page.shapes
    layers = [([whole], shapes.off_path), (on_path, shapes.on_path), (in_doubt, shapes.in_doubt)]
    return ink.paint(width, layers)


def _fold(fold: Fold, page: _Page) -> Text:
    columns, shapes = page.columns, page.shapes
    line = Text(style=ink.QUIET_STYLE)
    line.append(ink.fit(fold.service, columns.service, shapes))
    line.append(f"  {ink.fit(columns.name_of(fold, shapes), columns.name, shapes)} ")
    covered = ink.bar(fold.start_ns, fold.end_ns, page.whole_ns, columns.bar)
    shape = shapes.on_path if fold.on_path_ns else shapes.off_path
    line.append(ink.paint(columns.bar, [([covered], shape)]))
    time = figure(fold.time_ns) if fold.siblings else f"<{figure(fold.longest_ns)}"
    line.append(f"{time:>{FIGURE_WIDTH}}\n")
    return line


def _legend(shapes: ink.Shapes, width: int, *, has_doubt: bool) -> str:
    entries = [
        f"{shapes.on_path} on the critical path",
        *([f"{shapes.in_doubt} if anything waited for it"] if has_doubt else []),
        f"{shapes.off_path} not on it",
        f"{shapes.failed} failed",
        "self: time no child covers",
    ]
    return ink.wrap_entries(entries, width)
