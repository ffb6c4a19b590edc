"""`sandbox why`: says what is wrong with the traces of a time, or of a file, as a whole."""

import shlex
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

import typer

from tracing_sandbox.errors import SandboxError, WrongUsageError
from tracing_sandbox.invocation import typed
from tracing_sandbox.running.addresses import find_addresses
from tracing_sandbox.settings import read_settings
from tracing_sandbox.terminal.console import ascii_only, err, out, print_json
from tracing_sandbox.terminal.file_view import read_file
from tracing_sandbox.terminal.trace_view import asking_jaeger
from tracing_sandbox.traces.drawing.survey_table import draw_survey
from tracing_sandbox.traces.jaeger.period import (
    BadPeriod,
    Surveyed,
    of_service,
    read_period,
    survey_period,
)
from tracing_sandbox.traces.reading.safe_text import safe_text
from tracing_sandbox.traces.surveying.survey import survey

LAST = "15m"
MOST = 1_000


class NoSuchServiceError(SandboxError):
    """Whoever was asked for took part in no trace."""

    def __init__(self, where: str, service: str, known: Collection[str]) -> None:
        named = ", ".join(sorted(safe_text(each) for each in known))
        super().__init__(
            f"{where} knows no service {safe_text(service)}.",
            f"It knows {named}." if known else f"It knows none. Make traces: {typed('order')}",
        )


def why(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A file of traces; without, Jaeger's.")
    ] = None,
    last: Annotated[
        str | None, typer.Option(help=f"How far back to look: 90s, 15m, 2h or 1d. [{LAST}]")
    ] = None,
    service: Annotated[
        str | None, typer.Option(help="Only traces in which this service took part.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Say what is wrong with many traces as a whole, and since when."""
    if file and last:
        raise WrongUsageError(
            "A file is read as a whole, whatever its times.", "Leave out --last, or the file."
        )
    found = read(file, service) if file else ask(last or LAST, service)
    if as_json:
        print_json({**found.survey.as_document(), "more": found.more})
    elif found.survey.traces:
        show(found, file)
        if not file:
            out.print(f"See it: {page_of(last or LAST, service)}", soft_wrap=True)
    else:
        err.print(say_none(last, service), soft_wrap=True)


def read(file: Path, service: str | None) -> Surveyed:
    """Survey all traces of a file; SandboxError where it cannot be read or lacks the service."""
    traces = read_file(file).traces
    kept = of_service(traces, service)
    if service and not kept:
        known = {span.service for trace in traces for span in trace.spans}
        check_service(service, known, safe_text(str(file)))
    return Surveyed(survey(kept), more=False)


def ask(last: str, service: str | None) -> Surveyed:
    """Survey what Jaeger holds of the last minutes; SandboxError where it lacks the service."""
    period = to_period(last)
    with asking_jaeger(find_addresses(read_settings()).jaeger) as client:
        found = survey_period(client, period, service, MOST)
        if service and not found.survey.traces:
            check_service(service, client.services(), f"Jaeger at {client.base_url}")
    return found


def check_service(service: str, known: Collection[str], where: str) -> None:
    """Raise NoSuchServiceError for a service that is not known there."""
    if service not in known:
        raise NoSuchServiceError(where, service, known)


def page_of(last: str, service: str | None) -> str:
    """Give the address of the page that says the same."""
    query = urlencode({"last": last, **({"service": service} if service else {})})
    return f"{find_addresses(read_settings()).frontend_page}/traces/why?{query}"


def to_period(text: str) -> timedelta:
    """Read the length of time; WrongUsageError for what is none."""
    try:
        return read_period(text)
    except BadPeriod as error:
        raise WrongUsageError(f"--last {error}.", f"Try: {typed('why --last 15m')}") from error


def show(found: Surveyed, file: Path | None) -> None:
    """Print the survey, and whether there were more traces than were read."""
    of_file = f"{shlex.quote(safe_text(str(file)))} --id " if file else ""
    opened_by = typed(f"trace {of_file}{{}}")
    drawing = draw_survey(found.survey, out.width, ascii_only=ascii_only(), opened_by=opened_by)
    out.print(drawing, end="")
    if found.more:
        out.print(
            f"There are more; the newest {found.survey.traces:,} were read. "
            "Look at a shorter time (--last) or one service (--service).",
            soft_wrap=True,
        )


def say_none(last: str | None, service: str | None) -> str:
    """Say that there is nothing to survey, and what to do."""
    through = f" through {service}" if service else ""
    return (
        f"No trace{through} in the last {last or LAST}. "
        f"Make some: {typed('order')}; or look further back: --last 1d"
    )
