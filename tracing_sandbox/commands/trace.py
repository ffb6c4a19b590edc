"""`sandbox trace`: shows what one trace says, from Jaeger or from a file."""

from typing import Annotated

import typer

from tracing_sandbox.running.addresses import find_addresses
from tracing_sandbox.settings import read_settings
from tracing_sandbox.terminal.console import out, print_json
from tracing_sandbox.terminal.trace_view import explain_found, show
from tracing_sandbox.traces.explaining.document import explanation_document


def trace(
    trace_id: Annotated[
        str,
        typer.Argument(metavar="TRACE_ID|FILE", help="An id as Jaeger shows it, or a JSON file."),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Show what a trace says, from Jaeger or from a file."""
    found = explain_found(find_addresses(read_settings()), trace_id)
    if as_json:
        documents = [explanation_document(each.explanation) for each in found]
        print_json(documents[0] if len(documents) == 1 else documents)
        return
    for number, each in enumerate(found):
        if number:
            out.print()
        show(each)
