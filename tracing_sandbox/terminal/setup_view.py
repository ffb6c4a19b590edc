"""Shows how tracing is set up: a row for each check, and what to do where one is not well."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from tracing_sandbox.doctor.setup.check import Check
from tracing_sandbox.terminal.console import out
from tracing_sandbox.traces.reading.safe_text import safe_text

LONGEST = 400
STYLES = {"well": "", "wrong": "bold red", "cannot be told": "yellow"}


def show_setup(checks: Sequence[Check]) -> None:
    """Print the table."""
    out.print(draw_setup(checks))


def draw_setup(checks: Sequence[Check]) -> Table:
    """Draw the checks in the order of a span's way."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Check")
    table.add_column("State", no_wrap=True)
    table.add_column("What was seen, and what to do", overflow="fold")
    for check in checks:
        said = safe_text(f"{check.said} {check.to_do}".strip(), longest=LONGEST)
        table.add_row(safe_text(check.name), Text(check.state, STYLES[check.state]), said)
    return table
