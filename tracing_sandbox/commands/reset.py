"""`sandbox reset`: databases and traces back to the start."""

from tracing_sandbox.running.lifecycle import Sandbox
from tracing_sandbox.settings import read_settings
from tracing_sandbox.terminal.console import err, out


def reset() -> None:
    """Go back to the start: no orders, full shelves, no traces.

    Deletes the databases and the traces; a running sandbox goes on running.
    """
    settings = read_settings()
    sandbox = Sandbox(settings.home)
    if sandbox.state() is None:
        sandbox.delete_data()
        out.print(f"Deleted the data in {sandbox.home}.")
        return
    with err.status("Stopping, deleting, starting ..."):
        sandbox.reset(settings.start_timeout_s)
    out.print("The sandbox is back at the start: no orders, full shelves, no traces.")
