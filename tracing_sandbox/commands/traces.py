"""`sandbox traces`: lists the newest traces, each with its answer in short."""

from typing import Annotated

import typer

from tracing_sandbox.running.addresses import find_addresses
from tracing_sandbox.settings import read_settings
from tracing_sandbox.terminal.console import ascii_only, err, out, print_json
from tracing_sandbox.terminal.trace_view import no_jaeger
from tracing_sandbox.traces.drawing.trace_list import draw_traces
from tracing_sandbox.traces.explaining.document import summary_document
from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.jaeger.client import JaegerClient, JaegerError
from tracing_sandbox.traces.jaeger.recent import explain_listed

FETCHED = 200


def traces(
    service: Annotated[
        str | None, typer.Option(help="Only traces in which this service took part.")
    ] = None,
    slowest: Annotated[bool, typer.Option("--slowest", help="The slowest first.")] = False,
    errors: Annotated[
        bool, typer.Option("--errors", help="Only traces with a failed span.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=FETCHED)] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """List the newest traces, each with its answer in short."""
    fetched = FETCHED if slowest or errors else limit
    found = list_traces(find_addresses(read_settings()).jaeger, service, fetched)
    chosen = choose(found, slowest=slowest, errors=errors)[:limit]
    if as_json:
        print_json({"traces": [summary_document(each) for each in chosen]})
    elif chosen:
        out.print(draw_traces(chosen, out.width, ascii_only=ascii_only()), end="")
    else:
        err.print(say_none(len(found), errors=errors))


def list_traces(jaeger_url: str, service: str | None, most: int) -> list[Explanation]:
    """Fetch the newest traces and explain each by comparison with those before it."""
    client = JaegerClient(jaeger_url)
    try:
        return explain_listed(client, client.find_traces(service, most))
    except JaegerError as error:
        raise no_jaeger(error) from error


def choose(found: list[Explanation], *, slowest: bool, errors: bool) -> list[Explanation]:
    """Keep those asked for, in the order asked for."""
    kept = [each for each in found if each.error_count or not errors]
    return sorted(kept, key=lambda each: -each.duration_ns) if slowest else kept


def say_none(searched: int, *, errors: bool) -> str:
    """Say that there is nothing to list, and how far was looked."""
    if errors and searched:
        return f"Nothing failed in the newest {searched} trace{'s' if searched > 1 else ''}."
    return "No such traces. Make one: sandbox order"
