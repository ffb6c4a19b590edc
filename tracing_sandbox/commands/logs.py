"""`sandbox logs`: what the parts have written."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from tracing_sandbox.errors import SandboxError, WrongUsageError
from tracing_sandbox.invocation import typed
from tracing_sandbox.running.logs.following import follow_logs
from tracing_sandbox.running.logs.records import RecordsOfTrace, find_records
from tracing_sandbox.running.supervisor import Supervisor
from tracing_sandbox.settings import read_home
from tracing_sandbox.terminal.console import err, out
from tracing_sandbox.traces.reading.fields.trace_id import BadTraceId, read_trace_id

LINES = 50

Keep = Callable[[str], bool]


def logs(
    part: Annotated[str | None, typer.Argument(help="One part; all if left out.")] = None,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="How many of each.")] = LINES,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on with what is written from now on.")
    ] = False,
    trace: Annotated[
        str | None, typer.Option(metavar="ID", help="Only what was logged within this trace.")
    ] = None,
) -> None:
    """Show the last lines that the parts have written, or all of one trace."""
    supervisor = Supervisor(read_home())
    of_trace = partial(RecordsOfTrace, read_id(trace)) if trace else None
    files = require_logs(supervisor.logs, part)
    running = supervisor.pid_file.exists
    if follow:
        find = partial(find_logs, supervisor.logs, part)
        last = sys.maxsize if of_trace else lines
        follow_lines(find, last, of_trace or every_line, running, titled=part is None)
    elif of_trace:
        show_records(find_records(files, of_trace), str(trace))
    else:
        for file in files:
            show_lines(file, supervisor.last_lines(file.stem, lines), titled=part is None)
    if not running():
        err.print(
            f"It is not running: these are lines of its last run. Start it: {typed('up --detach')}",
            soft_wrap=True,
        )


def read_id(given: str) -> str:
    """Write a trace id as the logs do; WrongUsageError for what is none."""
    try:
        return read_trace_id(given)
    except BadTraceId as error:
        raise WrongUsageError(str(error), f"See which there are: {typed('traces')}") from error


def show_records(records: list[str], trace_id: str) -> None:
    """Print the lines of a trace; SandboxError where no log names it."""
    if not records:
        raise SandboxError(
            f"No line of these logs is of trace {trace_id}.",
            f"See whether there is such a trace: {typed(f'trace {trace_id}')}",
        )
    for line in records:
        out.print(line, soft_wrap=True)


def every_line() -> Keep:
    """Keep every line."""
    return lambda _line: True


def follow_lines(
    find: Callable[[], list[Path]],
    last: int,
    choose: Callable[[], Keep],
    running: Callable[[], bool],
    *,
    titled: bool,
) -> None:
    """Print the last lines and what comes after them, until somebody interrupts or it ends."""
    shown: Path | None = None
    keeps: dict[Path, Keep] = {}
    for file, lines in follow_logs(find, last, running):
        keep = keeps.setdefault(file, choose())
        chosen = [line for line in lines if keep(line)]
        if chosen:
            show_lines(file, chosen, titled=titled and file != shown)
            shown = file


def show_lines(file: Path, lines: list[str], *, titled: bool) -> None:
    """Print some lines of a log, below its name where another one's may stand before them."""
    if titled:
        out.print(f"==> {file.stem} ({file})", soft_wrap=True)
    for line in lines:
        out.print(line, soft_wrap=True)


def find_logs(directory: Path, part: str | None) -> list[Path]:
    """Return the log files of a part, or of all."""
    return [file for file in sorted(directory.glob("*.log")) if part in (None, file.stem)]


def require_logs(directory: Path, part: str | None) -> list[Path]:
    """Return the log files asked for; SandboxError names the parts that have one."""
    known = [file.stem for file in find_logs(directory, None)]
    if not known:
        raise SandboxError(
            f"There are no logs in {directory}.", f"Start it: {typed('up --detach')}"
        )
    if part not in (None, *known):
        raise WrongUsageError(
            f"There is no part {part!r} with a log.", f"There are: {', '.join(known)}"
        )
    return find_logs(directory, part)
