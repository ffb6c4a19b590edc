"""`sandbox down`: nothing of the sandbox is left running."""

from tracing_sandbox.running.lifecycle import Sandbox
from tracing_sandbox.settings import read_home
from tracing_sandbox.terminal.console import err, out
from tracing_sandbox.terminal.interrupts import Interrupts


def down() -> None:
    """Stop the sandbox and whatever a crash has left of it."""
    sandbox = Sandbox(read_home())
    with Interrupts() as interrupts:
        interrupts.begin_stop()
        with err.status("Stopping: the services end their requests and send their spans ..."):
            ended = sandbox.stop(interrupts.are_urgent)
    if ended:
        out.print(f"Stopped {ended} processes of {sandbox.home}.")
    else:
        out.print(f"No sandbox is running in {sandbox.home}.")
