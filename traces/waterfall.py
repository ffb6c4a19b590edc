"""An explained trace drawn for a terminal: the sentence, then every span as a bar to scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from traces.explanation import Explanation
from traces.figures import figure
from traces.row import Row
from traces.safe_text import ELLIPSIS, safe_text

SERVICE_STYLES = ("cyan", "green", "yellow", "magenta", "blue", "bright_red", "bright_cyan")
NARROWEST = 60
FIGURE_WIDTH = 9
LONGEST_SERVICE = 16


@dataclass(frozen=True, slots=True)
class _Columns:
    service: int
    name: int
    bar: int


def draw_waterfall(explanation: Explanation, width: int = 80) -> Text:
    """Draw the answer, what is wrong, and the tree with bars, in `width` columns.

    The result holds styles; a rich Console shows them as colour or leaves them out. Shapes tell
    what matters without colour: a full block is on the critical path, an x marks an error.
    """
    columns = _columns_for(explanation, max(width, NARROWEST))
    styles = _styles_for(explanation.services)
    drawing = Text(no_wrap=True)
    for sentence in _sentences(explanation):
        drawing.append(f"{safe_text(sentence)}\n", style="bold")
    drawing.append("\n")
    for row in explanation.rows:
        drawing.append_text(_line(row, explanation.duration_ns, columns, styles))
    return drawing


def _sentences(explanation: Explanation) -> list[str]:
    blame = [explanation.blame.sentence] if explanation.blame else []
    return [explanation.answer, *blame, *(problem.sentence for problem in explanation.problems)]


def _styles_for(services: Sequence[str]) -> dict[str, str]:
    return {name: SERVICE_STYLES[i % len(SERVICE_STYLES)] for i, name in enumerate(services)}


def _columns_for(explanation: Explanation, width: int) -> _Columns:
    longest = max(cell_len(safe_text(name)) for name in explanation.services)
    service = min(longest, LONGEST_SERVICE)
    left = width - service - 2 * FIGURE_WIDTH - 3
    name = max(16, left * 45 // 100)
    return _Columns(service, name, left - name - 2)


def _line(row: Row, whole_ns: int, columns: _Columns, styles: dict[str, str]) -> Text:
    style = styles[row.span.service]
    line = Text(_fit(row.span.service, columns.service), style=style, no_wrap=True)
    mark = "x" if row.span.error else " "
    line.append(f" {mark} " if row.span.error else "   ", style="bold red")
    line.append(_fit("  " * min(row.depth, 12) + row.span.name, columns.name), style="default")
    line.append(_bar(row, whole_ns, columns.bar), style=style)
    line.append(f"{figure(row.duration_ns):>{FIGURE_WIDTH}}{figure(row.self_ns):>{FIGURE_WIDTH}}\n")
    return line


def _fit(text: str, width: int) -> str:
    clean = safe_text(text)
    if cell_len(clean) <= width:
        return set_cell_size(clean, width)
    return set_cell_size(clean, width - 1) + ELLIPSIS


def _bar(row: Row, whole_ns: int, width: int) -> str:
    whole = max(whole_ns, 1)
    start = min(max(row.start_ns * width // whole, 0), width - 1)
    end = min(max(-(-(row.start_ns + row.duration_ns) * width // whole), start + 1), width)
    block = "█" if row.on_path_ns else "░"
    return " " * start + block * (end - start) + " " * (width - end)
