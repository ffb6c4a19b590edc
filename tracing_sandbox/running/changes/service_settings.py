"""Has services read their settings before a restart stops them: a wrong one then stops nothing."""

import subprocess
import sys
from collections.abc import Mapping, Sequence

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.running.changes.readers import SERVICES
from tracing_sandbox.running.parts import Part

LONGEST_S = 30
# Each service reads its configuration as a whole, and ends with a line for what is wrong in it.
READ = (
    "from telemetry.environment import check_environment; check_environment(); "
    "from {name}.config import Config; Config.read()"
)


def require_right_settings(parts: Sequence[Part], environment: Mapping[str, str]) -> None:
    """Raise SandboxError in the words of each service that refuses its settings."""
    reading = [start_reading(part, environment) for part in parts if part.name in SERVICES]
    said = {each.communicate(timeout=LONGEST_S)[1].strip(): each.returncode for each in reading}
    wrong = [words for words, code in said.items() if code]
    if wrong:
        raise SandboxError(
            "\n".join(wrong), "Mend it, then restart again: all parts go on as before."
        )


def start_reading(part: Part, environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """Start a process that reads a service's settings as the service would."""
    return subprocess.Popen(
        [sys.executable, "-c", READ.format(name=part.name)],
        env={**environment, **part.environment},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
