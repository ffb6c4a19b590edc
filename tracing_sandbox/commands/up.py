"""`sandbox up`: installs what is missing, starts the parts, and says what to do next."""

import signal
import subprocess
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Self

import typer
from rich.live import Live
from rich.table import Table

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.invocation import typed
from tracing_sandbox.running.addresses import find_addresses
from tracing_sandbox.running.configs.files import CONFIGURED, describe_config
from tracing_sandbox.running.environment.checked import read_checked_settings
from tracing_sandbox.running.environment.second_backend import find_doubt
from tracing_sandbox.running.environment.shared import settings_of_parts
from tracing_sandbox.running.health import Seen
from tracing_sandbox.running.installation import find_binaries
from tracing_sandbox.running.lifecycle import Sandbox, require_services
from tracing_sandbox.running.parts import Part
from tracing_sandbox.running.state import State
from tracing_sandbox.settings import Settings
from tracing_sandbox.terminal.console import err, out
from tracing_sandbox.terminal.parts_table import PartRow, draw_parts
from tracing_sandbox.unknown_settings import find_unknown


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
    with stop_on_signal() as interrupt:
        with sandbox.starting():
            if state := sandbox.state():
                say_already_up(settings, state, detach, database)
                return
            process = start(sandbox, settings, database, interrupt)
        if detach:
            say_next_steps(settings, detach)
        else:
            stay(sandbox, settings, process)


def say_doubts(settings: Settings) -> None:
    """Note what may be meant so and may be a mistake."""
    for doubt in (*find_unknown(), find_doubt(settings.second_otlp_endpoint)):
        if doubt:
            err.print(f"Note: {doubt}", soft_wrap=True)


def start(
    sandbox: Sandbox, settings: Settings, database: Database, interrupt: "stop_on_signal"
) -> subprocess.Popen[bytes]:
    """Start all parts and wait until they are well; else stop them again."""
    parts = sandbox.prepare(settings, find_binaries(err), database)
    try:
        process = sandbox.start(settings, parts, database)
        show_start(sandbox, parts, settings.start_timeout_s, interrupt)
    except BaseException:
        sandbox.stop()
        raise
    return process


def say_already_up(settings: Settings, state: State, detach: bool, database: Database) -> None:
    """Be content with a sandbox that is up as wanted; SandboxError for any other wish."""
    if not detach or state.database != database:
        raise SandboxError(
            f"A sandbox is already up with {state.database} in {settings.home}.",
            "See it: sandbox status. Stop it: sandbox down.",
        )
    require_same_settings(settings, state)
    out.print(f"The sandbox is already up in {settings.home}.")
    say_next_steps(settings, detach)


def require_same_settings(settings: Settings, state: State) -> None:
    """Raise SandboxError that names the settings and files which the running sandbox has not."""
    differing = state.differing(settings_of_parts(settings))
    files = {describe_config(settings, part): part for part in CONFIGURED}
    values = [name for name in differing if name.isidentifier()]
    if values:
        raise SandboxError(
            f"A sandbox is already up in {settings.home}, and was started with another "
            f"value of {', '.join(values)}.",
            f"Stop it, then start it with yours: {typed('down')}, {typed('up --detach')}.",
        )
    if differing:
        parts = " ".join(files[name] for name in differing)
        raise SandboxError(
            f"A sandbox is already up in {settings.home}, and was started before "
            f"{', '.join(differing)} changed.",
            f"Have it read again: {typed(f'restart {parts}')}",
        )


def show_start(
    sandbox: Sandbox, parts: Sequence[Part], timeout_s: float, interrupt: "stop_on_signal"
) -> None:
    """Show the parts while they start, and their final table."""
    with Live(draw_start(parts, {}), console=err, transient=True, refresh_per_second=10) as live:

        def report(seen: Seen) -> None:
            interrupt.repeat()
            live.update(draw_start(parts, seen))

        seen = sandbox.wait_until_healthy(timeout_s, report)
    out.print(draw_start(parts, seen))


def draw_start(parts: Sequence[Part], seen: Seen) -> Table:
    """Draw the parts with the seconds that each took."""
    return draw_parts([start_row(part, seen.get(part.name)) for part in parts], "Seconds")


def start_row(part: Part, seconds: float | None) -> PartRow:
    """Describe one part's start."""
    if seconds is None:
        return PartRow(part.name, "starting", part.address, "")
    return PartRow(part.name, "healthy", part.address, f"{seconds:.1f}")


def say_next_steps(settings: Settings, detach: bool) -> None:
    """Say what can be done now."""
    addresses = find_addresses(settings)
    out.print()
    out.print(f"Place an order and see its trace:  {typed('order')}", soft_wrap=True)
    out.print(f"The shop:    {addresses.frontend}")
    out.print(f"Its traces:  {addresses.frontend}/traces/")
    out.print(f"Jaeger:      {addresses.jaeger}")
    out.print("Stop:        " + ("make down" if detach else "Ctrl-C"))


def stay(sandbox: Sandbox, settings: Settings, process: subprocess.Popen[bytes]) -> None:
    """Stay until somebody interrupts, then stop everything; or until supervisord has ended."""
    try:
        say_next_steps(settings, detach=False)
        process.wait()
    except KeyboardInterrupt:
        err.print("Stopping ...")
        sandbox.stop()
        out.print("Stopped.")
    else:
        take_end(sandbox, process.returncode)


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
        "supervisord ended; so did the sandbox.", "See why: sandbox logs supervisord"
    )


class stop_on_signal:  # noqa: N801
    """Turn SIGTERM and SIGHUP into the interrupt that Ctrl-C is, for an orderly stop.

    Python drops an interrupt that comes while it finalizes an object; `repeat` raises it again.
    """

    SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def __enter__(self) -> Self:
        self.interrupted = False
        self.before = {
            number: signal.signal(number, self.interrupt)
            for number in self.SIGNALS
            if signal.getsignal(number) != signal.SIG_IGN
        }
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self.before.items():
            signal.signal(number, handler)

    def interrupt(self, _number: int, _frame: object) -> None:
        """Interrupt whatever is going on."""
        self.interrupted = True
        raise KeyboardInterrupt

    def repeat(self) -> None:
        """Interrupt if somebody wanted it before."""
        if self.interrupted:
            raise KeyboardInterrupt
