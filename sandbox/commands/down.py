"""`sandbox down`: nothing of the sandbox is left running."""

from sandbox.console import err, out
from sandbox.lifecycle import Sandbox
from sandbox.settings import read_home


def down() -> None:
    """Stop the sandbox and whatever a crash has left of it."""
    sandbox = Sandbox(read_home())
    with err.status("Stopping: the services flush their spans first ..."):
        ended = sandbox.stop()
    if ended:
        out.print(f"Stopped {ended} processes of {sandbox.settings.home}.")
    else:
        out.print(f"No sandbox is running in {sandbox.settings.home}.")
