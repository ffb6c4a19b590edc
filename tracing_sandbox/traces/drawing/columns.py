"""How wide each column of the waterfall is, and what each row is called in it.

In a narrow terminal the row that the answer speaks of keeps its name: the steps of the tree become
smaller, then its bar shorter, and then it stands less deep.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from tracing_sandbox.traces.drawing import ink
from tracing_sandbox.traces.drawing.fold import Line
from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.measuring.row import Row
from tracing_sandbox.traces.reading.safe_text import safe_text

FIGURE_WIDTH = 9
LONGEST_SERVICE = 14
LEAST_BAR = 12
SHORTEST_BAR = 8
DEEPEST_INDENT = 12
STEP = 2
SMALL_STEP = 1


@dataclass(frozen=True, slots=True)
class Columns:
    """The widths in cells; `step` is that of one level of the tree, `kept` the row to be read."""

    service: int
    name: int
    bar: int
    step: int
    kept: Row

    def name_of(self, line: Line, shapes: ink.Shapes) -> str:
        """Name a line, as deep as it stands in the tree; the kept one only as deep as fits."""
        text = write_name(line, shapes)
        indent = indent_of(line, self.step)
        if line is self.kept:
            indent = min(indent, max(self.name - width_of(text), 0))
        return " " * indent + text


def lay_out(
    explanation: Explanation, lines: Sequence[Line], width: int, shapes: ink.Shapes
) -> Columns:
    """Share the width of a line out among its columns."""
    services = (row.span.service for row in explanation.rows)
    service = min(widest(("service", *services)), LONGEST_SERVICE)
    left = width - service - len("  ") - 2 * FIGURE_WIDTH - 1
    kept = find_kept(explanation)
    step, name = STEP, choose_name_width(lines, STEP, left, width, shapes)
    if needed(kept, STEP, shapes) > name:
        step, name = SMALL_STEP, choose_name_width(lines, SMALL_STEP, left, width, shapes)
        name = max(name, min(needed(kept, SMALL_STEP, shapes), left - SHORTEST_BAR))
    return Columns(service, name, left - name, step, kept)


def find_kept(explanation: Explanation) -> Row:
    """Find the row of what is to blame, or the one that was waited for longest."""
    rows, blame = explanation.rows, explanation.blame
    if blame:
        return next((row for row in rows if row.span is blame.span), rows[0])
    return max(rows, key=lambda row: row.on_path_ns)


def choose_name_width(
    lines: Sequence[Line], step: int, left: int, width: int, shapes: ink.Shapes
) -> int:
    """Give the names what they need, as long as the bars keep their share."""
    wanted = max(len("operation"), *(needed(line, step, shapes) for line in lines))
    return min(wanted, max(left * 6 // 10, left - width // 3), left - LEAST_BAR)


def needed(line: Line, step: int, shapes: ink.Shapes) -> int:
    """Say how many cells the whole name of a line takes."""
    return indent_of(line, step) + width_of(write_name(line, shapes))


def indent_of(line: Line, step: int) -> int:
    """Say how far to the right a line begins."""
    return step * min(line.depth, DEEPEST_INDENT)


def write_name(line: Line, shapes: ink.Shapes) -> str:
    """Name a line: an operation, many like it, or how many spans are left out."""
    if isinstance(line, Row):
        return line.span.name
    if line.siblings:
        return f"{line.siblings} {shapes.times} {line.name}"
    return f"{shapes.fold} {line.spans} more spans"


def widest(texts: Iterable[str]) -> int:
    """Return the width of the widest text."""
    return max(width_of(text) for text in texts)


def width_of(text: str) -> int:
    """Count a text's cells, as it is drawn."""
    return cell_len(safe_text(text))
