"""Draws the table of the sandbox's parts."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table


@dataclass(frozen=True)
class PartRow:
    """One part, as a person sees it."""

    name: str
    state: str
    address: str
    figure: str
    detail: str = ""


def draw_parts(rows: Sequence[PartRow], figure: str, detail: str | None = None) -> Table:
    """Draw the rows; `figure` and `detail` are the headings of their numbers."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Part")
    table.add_column("State")
    table.add_column(figure, justify="right", no_wrap=True)
    if detail is not None:
        table.add_column(detail, justify="right", no_wrap=True)
    table.add_column("Address", overflow="fold")
    for row in rows:
        cells = (row.figure,) if detail is None else (row.figure, row.detail)
        table.add_row(row.name, row.state, *cells, row.address)
    return table
