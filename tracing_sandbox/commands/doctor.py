"""`sandbox doctor`: says what is wrong with the tracing, at which hop, and how to mend it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from tracing_sandbox.doctor import BadEdges, Diagnosis, Edges, read_edges
from tracing_sandbox.doctor.probes.request import read_request
from tracing_sandbox.errors import SandboxError, WrongUsageError
from tracing_sandbox.invocation import typed
from tracing_sandbox.running.addresses import find_addresses
from tracing_sandbox.running.circumstances import look_around
from tracing_sandbox.running.lifecycle import Sandbox
from tracing_sandbox.settings import Settings, read_settings
from tracing_sandbox.terminal.asking import ask_setup, ask_system
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
    probe: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Send eight requests there, and follow their context."),
    ] = None,
    method: Annotated[
        str | None, typer.Option(help="With --probe: how to ask; GET by default.")
    ] = None,
    body: Annotated[
        str | None,
        typer.Option(metavar="JSON", help="With --probe: what to send; after --json as well."),
    ] = None,
    header: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME:VALUE", help="With --probe: a header more; may be repeated."),
    ] = None,
    setup: Annotated[
        bool, typer.Option("--setup", help="Check how tracing is set up; no trace is needed.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Say what is wrong with the tracing, at which hop, and how to mend it.

    Exit code 0: healthy. 1: something was found, or it could not be looked. 2: wrong usage.
    """
    require_one(name, last, service, edges, probe, setup=setup)
    require_probe(probe, method, body, header)
    if probe is not None:
        request = read_request(probe, method or "GET", body, header or ())
        is_well = ask_system(find_addresses(read_settings()), request, as_json=as_json)
    elif setup:
        is_well = ask_setup(read_settings(), as_json=as_json)
    else:
        found = examine(name, last, service, read_edges_of(edges), as_json=as_json)
        show(found, as_json=as_json)
        is_well = found.is_healthy
    if not is_well:
        raise typer.Exit(1)


def require_one(*traces: object, setup: bool) -> None:
    """Refuse to look at traces, probe and check the set-up at once: each is a question alone."""
    *of_traces, probe = traces
    asked = [any(each is not None for each in of_traces), probe is not None, setup]
    if sum(asked) > 1:
        raise WrongUsageError(
            "--probe and --setup look at no trace, and not at each other's.", "Give one of them."
        )


def require_probe(probe: str | None, *options: object) -> None:
    """Refuse what belongs to a probe where there is none."""
    if probe is None and any(options):
        raise WrongUsageError(
            "--method, --body and --header say how to probe.",
            f"Say what: {typed('doctor --probe URL')}",
        )


def examine(
    name: str | None,
    last: int | None,
    service: str | None,
    edges: Edges | None,
    *,
    as_json: bool,
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
        with showing_setup(settings, as_json=as_json):
            return examine_newest(addresses, service, last or NEWEST, question)
    if service is not None:
        raise WrongUsageError(
            "--service chooses among traces, and a trace was named.", "Leave it out."
        )
    return examine_trace(addresses, name, question)


@contextmanager
def showing_setup(settings: Settings, *, as_json: bool) -> Iterator[None]:
    """Show how tracing is set up where there is no trace to read: that may be why."""
    try:
        yield
    except SandboxError:
        if not as_json:
            ask_setup(settings, as_json=False)
            out.print()
        raise


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
