"""`sandbox load`: sends planned traffic, finds each request's trace again, and gives a verdict."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from tracing_sandbox.load.recording.folder import RunFolder, find_run
from tracing_sandbox.load.recording.going_on import only_run
from tracing_sandbox.load.report import write_report
from tracing_sandbox.load.sending.generator import require_locust
from tracing_sandbox.running.addresses import find_addresses
from tracing_sandbox.running.lifecycle import Sandbox
from tracing_sandbox.settings import read_settings
from tracing_sandbox.terminal.console import err, print_json
from tracing_sandbox.terminal.load_options import (
    DURATION,
    RAMP_DURATION,
    RAMP_RATE,
    RATE,
    read_wanted,
    require_alike,
    require_file,
    require_open,
)
from tracing_sandbox.terminal.load_run import LoadRun
from tracing_sandbox.terminal.load_view import show_result
from tracing_sandbox.terminal.open_shop import open_shop


def load(
    rate: Annotated[
        float | None,
        typer.Option(
            help=f"Requests a second; a ramp climbs to it. [{RATE:g}; a ramp {RAMP_RATE:g}]"
        ),
    ] = None,
    duration: Annotated[
        str | None,
        typer.Option(help=f"How long to send: 30s or 2m. [{DURATION}; a ramp {RAMP_DURATION}]"),
    ] = None,
    mix: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What to send, in TOML; see docs/load.md.")
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(help="A number: the same one, the same requests at the same times."),
    ] = None,
    arrivals: Annotated[
        str,
        typer.Option(
            metavar="poisson|constant|ramp|FILE",
            help="How visitors arrive: by chance, evenly, ever more, or at the times in a file.",
        ),
    ] = "poisson",
    workers: Annotated[int, typer.Option(help="How many processes send.")] = 1,
    remote: Annotated[
        bool, typer.Option("--remote", help="Wait for the workers of other machines.")
    ] = False,
    at_most: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=NUMBER", help="A limit to keep to, such as p95_ms=500."),
    ] = None,
    against: Annotated[
        str | None, typer.Option(metavar="RUN", help="An earlier run, to compare with.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the report, one page of HTML.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Send planned traffic, and say what became of each request and of its trace.

    Exit code 0: the run is valid and keeps to all limits. 1: it is not, or does not.
    """
    wanted = read_wanted(rate, duration, mix, seed, arrivals, workers, at_most or [])
    require_locust()
    settings = read_settings()
    earlier = find_run(settings.home, against) if against else None
    if earlier:
        earlier.require_whole()
        require_alike(earlier, wanted)
    if html:
        require_file(html)
    addresses = find_addresses(settings)
    if remote:
        require_open(addresses.host)
    shop = open_shop(addresses)
    with only_run(settings.home) as folder:
        sandbox = Sandbox(settings.home)
        run = LoadRun(folder, wanted, addresses, shop, sandbox, remote=remote)
        result = run.conduct(earlier)
        document = result.as_document()
        # What cannot be saved is told all the same.
        try:
            folder.write_result(document)
        finally:
            tell_result(document, folder, as_json=as_json)
            if html:
                write_report(html, document, result.run.records, result.run.settings.began_ns)
                err.print(f"The report: {html}", soft_wrap=True)
    if not result.verdict.passed:
        raise typer.Exit(1)


def tell_result(document: Mapping[str, Any], folder: RunFolder, *, as_json: bool) -> None:
    """Print the result."""
    if as_json:
        print_json(document)
    else:
        show_result(document, folder)
