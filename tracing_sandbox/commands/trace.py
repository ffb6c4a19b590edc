"""`sandbox trace`: shows what one trace says, from Jaeger or from a file."""

from typing import Annotated

import typer

from tracing_sandbox.errors import WrongUsageError
from tracing_sandbox.running.addresses import find_addresses
from tracing_sandbox.settings import read_settings
from tracing_sandbox.terminal.console import print_json
from tracing_sandbox.terminal.file_view import find_id, show_list
from tracing_sandbox.terminal.named_trace import is_file_name
from tracing_sandbox.terminal.trace_view import explain_found, show
from tracing_sandbox.traces.explaining.document import explanation_document


def trace(
    trace_id: Annotated[
        str,
        typer.Argument(
            metavar="TRACE_ID|FILE",
            help="An id or address of a trace or an order, or a file; - for standard input.",
        ),
    ],
    wanted: Annotated[
        str | None, typer.Option("--id", help="Which trace of a file of several.")
    ] = None,
    slowest: Annotated[
        bool, typer.Option("--slowest", help="The slowest trace of a file of several.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Show what a trace says, from Jaeger or from a file, or list the traces of a file."""
    if wanted is not None and slowest:
        raise WrongUsageError("--id and --slowest both choose a trace.", "Give one of them.")
    one = slowest or wanted is not None
    if one and not is_file_name(trace_id):
        raise WrongUsageError(
            "--id and --slowest choose among the traces of a file.", "Leave it out, or give a file."
        )
    found = explain_found(find_addresses(read_settings()), trace_id, one=one)
    if wanted is not None:
        ids = [each.explanation.trace_id for each in found]
        found = [found[ids.index(find_id(wanted, ids, trace_id))]]
    elif slowest:
        found = [max(found, key=lambda each: each.explanation.duration_ns)]
    if as_json:
        documents = [explanation_document(each.explanation) for each in found]
        print_json(documents[0] if len(documents) == 1 else documents)
    elif len(found) == 1:
        show(found[0])
    else:
        show_list([each.explanation for each in reversed(found)], trace_id)
