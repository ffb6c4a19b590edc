"""`sandbox compare`: shows where the difference between two traces comes from."""

from typing import Annotated

import typer

from tracing_sandbox.errors import WrongUsageError
from tracing_sandbox.running.addresses import find_addresses
from tracing_sandbox.settings import read_settings
from tracing_sandbox.terminal.console import ascii_only, out, print_json
from tracing_sandbox.terminal.named_trace import read_both
from tracing_sandbox.terminal.trace_view import find_any
from tracing_sandbox.traces.comparing.comparison import compare as compare_traces
from tracing_sandbox.traces.drawing.comparison_table import draw_comparison
from tracing_sandbox.traces.reading.trace_file import STANDARD_INPUT


def compare(
    first: Annotated[
        str, typer.Argument(metavar="A", help="A trace id or a file; - for standard input.")
    ],
    second: Annotated[
        str | None,
        typer.Argument(metavar="B", help="As A; left out where A is the address of a comparison."),
    ] = None,
    first_id: Annotated[
        str | None, typer.Option("--a-id", help="Which trace of A, a file of several.")
    ] = None,
    second_id: Annotated[
        str | None, typer.Option("--b-id", help="Which trace of B, a file of several.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Compare two traces of one operation, span by span."""
    if first == second == str(STANDARD_INPUT):
        raise WrongUsageError(
            "Standard input cannot be read twice.", "Give a file or an id for one of the two."
        )
    if second is None:
        first, second = read_both(first)
    addresses = find_addresses(read_settings())
    comparison = compare_traces(
        find_any(addresses, first, first_id, "--a-id"),
        find_any(addresses, second, second_id, "--b-id"),
    )
    if as_json:
        print_json(comparison.as_document())
    else:
        out.print(draw_comparison(comparison, out.width, ascii_only=ascii_only()), end="")
