"""`sandbox logs`: what the parts have written."""

from pathlib import Path
from typing import Annotated

import typer

from tracing_sandbox.errors import SandboxError, WrongUsageError
from tracing_sandbox.invocation import typed
from tracing_sandbox.running.supervisor import Supervisor
from tracing_sandbox.settings import read_home
from tracing_sandbox.terminal.console import out


def logs(
    part: Annotated[str | None, typer.Argument(help="One part; all if left out.")] = None,
    lines: Annotated[int, typer.Option("--lines", "-n", min=1, help="How many of each.")] = 50,
) -> None:
    """Show the last lines that the parts have written."""
    supervisor = Supervisor(read_home())
    for file in find_logs(supervisor.logs, part):
        if part is None:
            out.print(f"==> {file.stem} ({file})", soft_wrap=True)
        for line in supervisor.last_lines(file.stem, lines):
            out.print(line, soft_wrap=True)


def find_logs(directory: Path, part: str | None) -> list[Path]:
    """Return the log files asked for; SandboxError names the parts that have one."""
    files = sorted(directory.glob("*.log"))
    if not files:
        raise SandboxError(
            f"There are no logs in {directory}.", f"Start it: {typed('up --detach')}"
        )
    chosen = [file for file in files if part in (None, file.stem)]
    if not chosen:
        known = ", ".join(file.stem for file in files)
        raise WrongUsageError(f"There is no part {part!r} with a log.", f"There are: {known}")
    return chosen
