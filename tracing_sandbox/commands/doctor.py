"""`sandbox doctor`: says what is wrong with the tracing, at which hop, and how to mend it."""

from pathlib import Path
from typing import Annotated

import typer

from tracing_sandbox.doctor import BadEdges, Diagnosis, Edges, read_edges
from tracing_sandbox.errors import SandboxError, WrongUsageError
from tracing_sandbox.invocation import typed
from tracing_sandbox.running.addresses import find_addresses
from tracing_sandbox.running.circumstances import look_around
from tracing_sandbox.running.lifecycle import Sandbox
from tracing_sandbox.settings import read_settings
from tracing_sandbox.terminal.console import ascii_only, out, print_json
from tracing_sandbox.terminal.doctor_view import draw_diagnosis
from tracing_sandbox.terminal.examination import (
    Question,
    examine_file,
    examine_newest,
    examine_trace,
)
from tracing_sandbox.terminal.named_trace import is_file_name

NEWEST = 20
MOST = 200


def doctor(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[TRACE_ID|FILE]", help="As `trace` takes it; the newest traces if left out."
        ),
    ] = None,
    last: Annotated[
        int | None,
        typer.Option(min=1, max=MOST, help=f"How many of the newest traces; {NEWEST} by default."),
    ] = None,
    service: Annotated[
        str | None, typer.Option(help="Only traces in which this service took part.")
    ] = None,
    edges: Annotated[
        Path | None, typer.Option(help="A file of edges that healthy traces have, one a line.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Say what is wrong with the tracing, at which hop, and how to mend it.

    Exit code 0: healthy. 1: something was found, or it could not be looked. 2: wrong usage.
    """
    found = examine(name, last, service, read_edges_of(edges))
    show(found, as_json=as_json)
    if not found.is_healthy:
        raise typer.Exit(1)


def examine(
    name: str | None, last: int | None, service: str | None, edges: Edges | None
) -> Diagnosis:
    """Diagnose what was named: a file, a trace, or the newest ones."""
    if name is not None and last is not None:
        raise WrongUsageError(
            "--last looks at the newest traces, and a name at that one.", "Give one of them."
        )
    settings = read_settings()
    question = Question(edges, lambda: look_around(Sandbox(settings.home)))
    if name is not None and is_file_name(name):
        return examine_file(Path(name), service, question)
    addresses = find_addresses(settings)
    if name is None:
        return examine_newest(addresses, service, last or NEWEST, question)
    if service is not None:
        raise WrongUsageError(
            "--service chooses among traces, and a trace was named.", "Leave it out."
        )
    return examine_trace(addresses, name, question)


def read_edges_of(file: Path | None) -> Edges | None:
    """Read the expected edges; SandboxError where the file cannot be read or has no edge there."""
    if file is None:
        return None
    try:
        return read_edges(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SandboxError(
            f"The edges in {file} cannot be read: {error}.", "Give a text file, one edge a line."
        ) from error
    except BadEdges as error:
        raise WrongUsageError(
            f"{file}: {error}.", f"See what is usual: {typed('doctor --json')}"
        ) from error


def show(found: Diagnosis, *, as_json: bool) -> None:
    """Print the diagnosis."""
    if as_json:
        print_json(found.as_document())
    else:
        out.print(draw_diagnosis(found, out.width, ascii_only=ascii_only()), end="", soft_wrap=True)
