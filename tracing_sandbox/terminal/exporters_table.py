"""Draws what became of the spans at each exporter of the Collector."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

FIGURES = ("sent", "refused", "dropped")


def draw_exporters(exporters: Sequence[Mapping[str, Any]]) -> Table:
    """Draw the exporters of a status document."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Exporter", overflow="fold")
    table.add_column("Signal")
    for heading in ("Waiting", *FIGURES):
        table.add_column(heading.capitalize(), justify="right", no_wrap=True)
    for exporter in exporters:
        figures = (f"{exporter[name]:,}" for name in FIGURES)
        table.add_row(exporter["name"], exporter["signal"], waiting(exporter["queue"]), *figures)
    return table


def waiting(queue: Mapping[str, int] | None) -> str:
    """Write how much a queue holds."""
    return f"{queue['size']:,}" if queue else ""
