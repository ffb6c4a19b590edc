"""Draws what is proven: a row for each scenario, what was taken for what, and the misses."""

from collections.abc import Sequence

from rich.table import Table

from tracing_sandbox.invocation import typed
from tracing_sandbox.proving.grading import QUESTIONS
from tracing_sandbox.proving.tally import Miss, Row, Tally
from tracing_sandbox.terminal.console import out


def show_tally(tally: Tally) -> None:
    """Print the table; what went wrong comes last, with the traces to look at."""
    out.print(draw_rows(tally.rows))
    if not tally.is_diagonal:
        out.print("\nWhat was to be found, and what was:", style="bold")
        out.print(draw_confusion(tally))
    right, of = tally.predictions
    if of:
        out.print(f"\n{right} of {of} predictions hold.")
    for miss in tally.misses:
        say_miss(miss)
    out.print("All of it is proven." if tally.proven else "Not all of it is proven.")


def draw_rows(rows: Sequence[Row]) -> Table:
    """Draw of each scenario how many seeds answer each question right."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    table.add_column("Scenario", no_wrap=True)
    for question in QUESTIONS:
        table.add_column(question.capitalize(), justify="right", no_wrap=True)
    for row in rows:
        table.add_row(row.name, *(write_count(row.count(question)) for question in QUESTIONS))
    return table


def write_count(count: tuple[int, int] | None) -> str:
    """Write how many of how many."""
    return f"{count[0]}/{count[1]}" if count else "-"


def draw_confusion(tally: Tally) -> Table:
    """Draw what was found for what was to be found, and how often."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("To be found", "Found", "Times"):
        table.add_column(heading, justify="right" if heading == "Times" else "left")
    for (expected, found), count in sorted(tally.confusion.items()):
        table.add_row(expected, found, str(count))
    return table


def say_miss(miss: Miss) -> None:
    """Say what is wrong, and which trace shows it."""
    seed = f" seed {miss.seed}" if miss.seed else ""
    out.print(f"{miss.name}{seed}, {miss.grade.question}: {miss.grade.said}.", soft_wrap=True)
    out.print(f"  {typed(f'trace {miss.grade.trace_id}')}", soft_wrap=True)
