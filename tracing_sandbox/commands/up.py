"""`sandbox up`: installs what is missing, starts the parts, and says what to do next."""

import subprocess
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer
from rich.live import Live
from rich.table import Table

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.invocation import typed
from tracing_sandbox.running.changes.wished import require_same_settings
from tracing_sandbox.running.environment.checked import read_checked_settings
from tracing_sandbox.running.environment.second_backend import find_doubt
from tracing_sandbox.running.health import Seen
from tracing_sandbox.running.installation import find_binaries
from tracing_sandbox.running.lifecycle import Sandbox, require_services
from tracing_sandbox.running.parts import Part
from tracing_sandbox.running.ports import open_to_others
from tracing_sandbox.running.state import State
from tracing_sandbox.settings import Settings
from tracing_sandbox.terminal.console import err, out
from tracing_sandbox.terminal.interrupts import Interrupts
from tracing_sandbox.terminal.next_steps import say_next_steps
from tracing_sandbox.terminal.parts_table import PartRow, draw_parts
from tracing_sandbox.unknown_settings import find_unknown

PAUSE_S = 0.2
STOPPING = (
    "Stopping: the services end their requests and send their spans. Ctrl-C ends them at once."
)


class Database(StrEnum):
    """What the services keep their data in."""

    sqlite = "sqlite"
    postgresql = "postgresql"


def up(
    detach: Annotated[
        bool, typer.Option("--detach", "-d", help="Return when all parts are well.")
    ] = False,
    database: Annotated[
        Database, typer.Option(help="What the services keep their data in.")
    ] = Database.sqlite,
) -> None:
    """Start the sandbox and wait until every part is well.

    Installs the Collector and Jaeger where they are missing.
    """
    require_services()
    settings = read_checked_settings()
    say_doubts(settings)
    sandbox = Sandbox(settings.home)
    with Interrupts() as interrupts:
        with sandbox.starting():
            if state := sandbox.state():
                say_already_up(settings, state, detach, database)
                return
            process = start(sandbox, settings, database, interrupts)
        say_next_steps(settings, detach)
        if not detach:
            stay(sandbox, process, interrupts)


def say_doubts(settings: Settings) -> None:
    """Note what may be meant so and may be a mistake."""
    for doubt in (*find_unknown(), find_doubt(settings.second_otlp_endpoint)):
        if doubt:
            err.print(f"Note: {doubt}", soft_wrap=True)


def start(
    sandbox: Sandbox, settings: Settings, database: Database, interrupts: Interrupts
) -> subprocess.Popen[bytes]:
    """Start all parts and wait until they are well; else stop them again."""
    parts = sandbox.prepare(settings, find_binaries(err), database)
    interrupts.hold()
    try:
        process = sandbox.start(settings, parts, database)
        show_start(sandbox, parts, settings, interrupts)
    except BaseException:
        stop(sandbox, interrupts)
        raise
    return process


def say_already_up(settings: Settings, state: State, detach: bool, database: Database) -> None:
    """Be content with a sandbox that is up as wanted; SandboxError for any other wish."""
    if not detach or state.database != database:
        raise SandboxError(
            f"A sandbox is already up with {state.database} in {settings.home}.",
            f"See it: {typed('status')}\nStop it: {typed('down')}",
        )
    require_same_settings(settings, state)
    out.print(f"The sandbox is already up in {settings.home}.")
    say_next_steps(settings, detach)


def show_start(
    sandbox: Sandbox, parts: Sequence[Part], settings: Settings, interrupts: Interrupts
) -> None:
    """Show the parts while they start, and their final table."""

    def draw(seen: Seen) -> Table:
        rows = [start_row(part, settings.host, seen.get(part.name)) for part in parts]
        return draw_parts(rows, "Seconds")

    with Live(draw({}), console=err, transient=True, refresh_per_second=10) as live:

        def report(seen: Seen) -> None:
            interrupts.repeat()
            live.update(draw(seen))

        seen = sandbox.wait_until_healthy(settings.start_timeout_s, report)
    out.print(draw(seen))


def start_row(part: Part, host: str, seconds: float | None) -> PartRow:
    """Describe one part's start."""
    address = open_to_others(part.address, host)
    if seconds is None:
        return PartRow(part.name, "starting", address, "")
    return PartRow(part.name, "healthy", address, f"{seconds:.1f}")


def stay(sandbox: Sandbox, process: subprocess.Popen[bytes], interrupts: Interrupts) -> None:
    """Stay until somebody interrupts, then stop everything; or until supervisord has ended."""
    while process.poll() is None:
        if interrupts.wait(PAUSE_S):
            stop(sandbox, interrupts)
            out.print("Stopped.")
            return
    take_end(sandbox, process.returncode)


def stop(sandbox: Sandbox, interrupts: Interrupts) -> None:
    """Stop everything; who interrupts once more gets an end at once, and nothing half."""
    interrupts.begin_stop()
    err.print(STOPPING, soft_wrap=True)
    sandbox.stop(interrupts.are_urgent)


def take_end(sandbox: Sandbox, code: int) -> None:
    """Be content with a supervisord that was asked to end; else end what it left, and say so.

    Another sandbox may have been started in this home by then: that one is left alone.
    """
    if code == 0:
        out.print("Stopped.")
        return
    with sandbox.starting():
        if not sandbox.is_up():
            sandbox.stop()
    raise SandboxError(
        "supervisord ended; so did the sandbox.", f"See why: {typed('logs supervisord')}"
    )
