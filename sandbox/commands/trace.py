"""`sandbox trace`: shows one trace that Jaeger holds."""

from typing import Annotated

import typer

from sandbox.addresses import find_addresses
from sandbox.console import print_json
from sandbox.settings import read_settings
from sandbox.trace_view import explanation_document, find_trace, show_explanation


def trace(
    trace_id: Annotated[str, typer.Argument(help="The trace's id, as Jaeger shows it.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Show one trace and what it says."""
    found = find_trace(find_addresses(read_settings()).jaeger, trace_id)
    if as_json:
        print_json(explanation_document(found))
    else:
        show_explanation(found)
