"""`sandbox traces`: lists the newest traces, each with its answer in short."""

from typing import Annotated

import typer

from tracing_sandbox.invocation import typed
from tracing_sandbox.running.addresses import find_addresses
from tracing_sandbox.settings import read_settings
from tracing_sandbox.terminal.console import ascii_only, err, out, print_json
from tracing_sandbox.terminal.trace_view import asking_jaeger
from tracing_sandbox.traces.drawing.trace_list import draw_traces
from tracing_sandbox.traces.explaining.document import summary_document
from tracing_sandbox.traces.jaeger.listing import SEARCHED, list_traces


def traces(
    service: Annotated[
        str | None, typer.Option(help="Only traces in which this service took part.")
    ] = None,
    slowest: Annotated[bool, typer.Option("--slowest", help="The slowest first.")] = False,
    errors: Annotated[
        bool, typer.Option("--errors", help="Only traces with a failed span.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=SEARCHED)] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """List the newest traces, each with its answer in short."""
    with asking_jaeger(find_addresses(read_settings()).jaeger) as client:
        found = list_traces(client, service, slowest=slowest, errors=errors, limit=limit)
    if as_json:
        print_json({"traces": [summary_document(each) for each in found.explanations]})
    elif found.explanations:
        out.print(draw_traces(found.explanations, out.width, ascii_only=ascii_only()), end="")
    else:
        err.print(say_none(found.searched, errors=errors))


def say_none(searched: int, *, errors: bool) -> str:
    """Say that there is nothing to list, and how far was looked."""
    if errors and searched:
        return f"Nothing failed in the newest {searched} trace{'s' if searched > 1 else ''}."
    return f"No such traces. Make one: {typed('order')}"
