"""Shows what the Collector says of the spans' way: a table of its exporters, and sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from tracing_sandbox.terminal.console import out
from tracing_sandbox.traces.reading.safe_text import safe_text

FIGURES = ("sent", "refused", "dropped")


def show_collector(document: dict[str, Any] | None, log: str) -> None:
    """Print what became of the spans as a table, and in sentences below it.

    `log` is the command that shows what the Collector has written.
    """
    out.print()
    if document is None:
        lost = "The Collector does not tell what waits or is lost."
        out.print(f"{lost} See what it says: {log}", soft_wrap=True)
        return
    out.print(draw_exporters(document["exporters"]))
    for sentence in document["sentences"]:
        out.print(safe_text(sentence, longest=len(sentence) + 1), soft_wrap=True)


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
