"""An explained trace drawn for a terminal: the sentence, then every span as a bar to scale."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from tracing_sandbox.traces.drawing import ink
from tracing_sandbox.traces.drawing.fold import MOST_LINES, Fold, Line, fold_rows
from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.measuring.figures import figure
from tracing_sandbox.traces.measuring.row import Row, why_apart
from tracing_sandbox.traces.reading.safe_text import safe_text

NARROWEST = 60
FIGURE_WIDTH = 9
LONGEST_SERVICE = 14
LEAST_BAR = 12
MOST_PROBLEMS = 8
DEEPEST_INDENT = 12


@dataclass(frozen=True, slots=True)
class _Page:
    """How wide each column is, and how things look."""

    whole_ns: int
    service: int
    name: int
    bar: int
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
    page = _lay_out(explanation, lines, width, ink.shapes_for(ascii_only=ascii_only))
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
        drawing.append(ink.wrap(explanation.blame.sentence, width, shapes))
    elif explanation.compared_with:
        drawing.append(ink.wrap(explanation.comparison, width, shapes), style=ink.QUIET_STYLE)
    for problem in explanation.problems[:MOST_PROBLEMS]:
        drawing.append(ink.wrap(f"! {problem.sentence}", width, shapes), style="yellow")
    more = len(explanation.problems) - MOST_PROBLEMS
    if more > 0:
        drawing.append(f"! and {more} more like these\n", style="yellow")
    drawing.append("\n")


def _lay_out(
    explanation: Explanation, lines: Sequence[Line], width: int, shapes: ink.Shapes
) -> _Page:
    services = {row.span.service for row in explanation.rows}
    service = min(max(_widths(("service", *services))), LONGEST_SERVICE)
    left = width - service - len("  ") - 2 * FIGURE_WIDTH - 1
    wanted = max(_widths(("operation", *(_name(line, shapes) for line in lines))))
    name = min(wanted, max(left * 6 // 10, left - width // 3), left - LEAST_BAR)
    styles = ink.service_styles(services)
    return _Page(explanation.duration_ns, service, name, left - name, shapes, styles)


def _widths(texts: Iterable[str]) -> Iterable[int]:
    return (cell_len(safe_text(text)) for text in texts)


def _name(line: Line, shapes: ink.Shapes) -> str:
    indent = "  " * min(line.depth, DEEPEST_INDENT)
    if isinstance(line, Row):
        return f"{indent}{line.span.name}"
    if line.siblings:
        return f"{indent}{line.siblings} {shapes.times} {line.name}"
    return f"{indent}{shapes.fold} {line.spans} more spans"


def _header(page: _Page) -> Text:
    scale = f"0{figure(page.whole_ns):>{page.bar - 1}}"
    left = f"{'service':<{page.service}}  {'operation':<{page.name}} {scale}"
    right = f"{'time':>{FIGURE_WIDTH}}{'self':>{FIGURE_WIDTH}}\n"
    return Text(ink.fit(left, page.service + page.name + page.bar + 3, page.shapes) + right, "dim")


def _row(row: Row, page: _Page) -> Text:
    style = page.styles[row.span.service]
    line = Text(ink.fit(row.span.service, page.service, page.shapes), style=style)
    line.append(f" {page.shapes.failed if row.span.error else ' '}", style=ink.FAILED_STYLE)
    name_style = ink.FAILED_STYLE if row.span.error else ""
    line.append(ink.fit(_name(row, page.shapes), page.name, page.shapes), style=name_style)
    line.append(f" {_bar(row, page)}", style=style)
    line.append(f"{figure(row.duration_ns):>{FIGURE_WIDTH}}{figure(row.self_ns):>{FIGURE_WIDTH}}\n")
    return line


def _bar(row: Row, page: _Page) -> str:
    whole = ink.bar(row.start_ns, row.start_ns + row.duration_ns, page.whole_ns, page.bar)
    on_path = [ink.bar(start, end, page.whole_ns, page.bar) for start, end in row.path]
    in_doubt = [ink.bar(start, end, page.whole_ns, page.bar) for start, end in row.doubt]
    shapes = page.shapes
    layers = [([whole], shapes.off_path), (on_path, shapes.on_path), (in_doubt, shapes.in_doubt)]
    return ink.paint(page.bar, layers)


def _fold(fold: Fold, page: _Page) -> Text:
    line = Text(style=ink.QUIET_STYLE)
    line.append(ink.fit(fold.service, page.service, page.shapes))
    line.append(f"  {ink.fit(_name(fold, page.shapes), page.name, page.shapes)} ")
    covered = ink.bar(fold.start_ns, fold.end_ns, page.whole_ns, page.bar)
    shape = page.shapes.on_path if fold.on_path_ns else page.shapes.off_path
    line.append(ink.paint(page.bar, [([covered], shape)]))
    time = figure(fold.time_ns) if fold.siblings else f"<{figure(fold.longest_ns)}"
    line.append(f"{time:>{FIGURE_WIDTH}}\n")
    return line


def _legend(shapes: ink.Shapes, width: int, *, has_doubt: bool) -> str:
    doubt = f"{shapes.in_doubt} if anything waited for it   " if has_doubt else ""
    legend = (
        f"{shapes.on_path} on the critical path   {doubt}{shapes.off_path} not on it   "
        f"{shapes.failed} failed   self: time no child covers"
    )
    return ink.wrap(legend, width, shapes)
