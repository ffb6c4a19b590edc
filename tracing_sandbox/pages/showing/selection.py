"""Which of a trace's spans a page shows: those that matter most, all by pages, or some kind."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracing_sandbox.traces.drawing.fold import Fold, Line, fold_rows
from tracing_sandbox.traces.measuring.row import Row

PAGE_SIZE = 200
SMALL = 30

OVERVIEW = "overview"
SHOWN = {
    OVERVIEW: "those that matter most",
    "all": "every span",
    "path": "those on the critical path",
    "errors": "those that failed",
}


@dataclass(frozen=True, slots=True)
class Selection:
    """The lines of one page, and where it stands among the others; `folded` spans are left out."""

    show: str
    service: str
    lines: Sequence[Line]
    found: int
    folded: int
    page: int
    pages: int


def select_lines(rows: Sequence[Row], show: str, service: str, page: int) -> Selection:
    """Choose at most 200 lines; a page beyond the last is the last."""
    show = show or (OVERVIEW if not service else "all")
    kept = [row for row in rows if _is_wanted(row, show, service)]
    if show == OVERVIEW and not service:
        lines: Sequence[Line] = fold_rows(kept, PAGE_SIZE)
        folded = sum(line.spans for line in lines if isinstance(line, Fold))
        return Selection(show, service, lines, len(kept), folded, 1, 1)
    pages = max(1, -(-len(kept) // PAGE_SIZE))
    page = min(page, pages)
    lines = kept[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Selection(show, service, lines, len(kept), 0, page, pages)


def _is_wanted(row: Row, show: str, service: str) -> bool:
    if service and row.span.service != service:
        return False
    return (show != "path" or bool(row.path)) and (show != "errors" or row.span.error)
