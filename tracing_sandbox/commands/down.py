"""`sandbox down`: nothing of the sandbox is left running."""

from tracing_sandbox.running.lifecycle import Sandbox
from tracing_sandbox.settings import read_home
from tracing_sandbox.terminal.console import err, out


def down() -> None:
    """Stop the sandbox and whatever a crash has left of it."""
    sandbox = Sandbox(read_home())
    with err.status("Stopping: the services flush their spans first ..."):
        ended = sandbox.stop()
    if ended:
        out.print(f"Stopped {ended} processes of {sandbox.home}.")
    else:
        out.print(f"No sandbox is running in {sandbox.home}.")
