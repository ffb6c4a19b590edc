"""The process of each part, by which is seen what was restarted and what was not."""

from tracing_sandbox.running.supervisor import Supervisor
from tracing_sandbox.running.trial import TrialSandbox


def pids(sandbox: TrialSandbox) -> dict[str, int]:
    """Return the process id of each part."""
    found = Supervisor(sandbox.home).processes() or []
    return {each["name"]: each["pid"] for each in found}
