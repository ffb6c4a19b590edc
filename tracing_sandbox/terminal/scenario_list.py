"""Draws the list of what can be broken."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from tracing_sandbox.faults.catalogue.scenario import Scenario

WIDE_ENOUGH = 80


def draw_scenarios(scenarios: Sequence[Scenario], width: int) -> Table:
    """Draw a row for each; a narrow terminal has the title below the name."""
    wide = width >= WIDE_ENOUGH
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Name", no_wrap=wide)
    if wide:
        table.add_column("What it is")
    table.add_column("Where", no_wrap=True)
    table.add_column("Felt", no_wrap=True)
    for scenario in scenarios:
        name = Text(scenario.name, style="bold")
        called = [name, scenario.title] if wide else [name + Text(f"\n  {scenario.title}", "")]
        table.add_row(*called, scenario.acts_in, scenario.felt)
    return table
