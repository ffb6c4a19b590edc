"""`sandbox reset`: databases and traces back to the start."""

from tracing_sandbox.running.health import report_nothing
from tracing_sandbox.running.installation import find_binaries
from tracing_sandbox.running.lifecycle import Sandbox
from tracing_sandbox.running.parts import list_parts
from tracing_sandbox.settings import read_settings
from tracing_sandbox.terminal.console import err, out


def reset() -> None:
    """Go back to the start: no orders, full shelves, no traces.

    Deletes the databases and the traces; a running sandbox goes on running.
    """
    sandbox = Sandbox(read_settings())
    state = sandbox.state()
    if state is None:
        sandbox.delete_data()
        out.print(f"Deleted the data in {sandbox.settings.home}.")
        return
    parts = list_parts(sandbox.settings, find_binaries(), state.database)
    with err.status("Stopping, deleting, starting ..."):
        sandbox.reset(parts, report_nothing)
    out.print("The sandbox is back at the start: no orders, full shelves, no traces.")
