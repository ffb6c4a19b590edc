"""`sandbox reset`: databases and traces back to the start."""

from typing import Annotated

import typer

from tracing_sandbox.running.lifecycle import Sandbox
from tracing_sandbox.settings import read_settings
from tracing_sandbox.terminal.confirmation import confirm
from tracing_sandbox.terminal.console import err, out
from tracing_sandbox.terminal.interrupts import Interrupts


def reset(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Delete without being asked.")] = False,
) -> None:
    """Go back to the start: no orders, full shelves, no traces.

    Deletes the databases and the traces; a running sandbox goes on running.
    """
    settings = read_settings()
    sandbox = Sandbox(settings.home)
    state = sandbox.state()
    if state is None:
        sandbox.require_no_leftovers()
    if not yes:
        confirm(f"This deletes all orders and all traces of {sandbox.home}.", "reset --yes")
    if state is None:
        sandbox.delete_data()
        out.print(f"Deleted the data in {sandbox.home}.")
        return
    with (
        Interrupts() as interrupts,
        sandbox.starting(),
        err.status("Stopping, deleting, starting ..."),
    ):
        interrupts.hold()
        interrupts.begin_stop()
        sandbox.reset(interrupts.are_urgent)
        sandbox.wait_until_healthy(settings.start_timeout_s, lambda _: interrupts.repeat())
    out.print("The sandbox is back at the start: no orders, full shelves, no traces.")
