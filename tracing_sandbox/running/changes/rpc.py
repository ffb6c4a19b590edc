"""What supervisord runs for us beside its own interface: it takes a part's settings, in memory.

Its configuration file could take them as well, and would keep the keys among them on disk.
"""

import json
import os
import shlex
from typing import Any

NAMESPACE = "sandbox"


class PartsInterface:
    """Tells a part, from its next start on, by what command and in which environment it runs."""

    def __init__(self, supervisord: Any) -> None:
        self._supervisord = supervisord

    def tell(self, name: str, document: str) -> bool:
        """Take `command` and the whole `environment`, as JSON: XML-RPC has no control characters.

        supervisord adds its own variables to what it is told; the command takes away the others.
        """
        told = json.loads(document)
        gone = [f"--unset={each}" for each in sorted(set(os.environ) - set(told["environment"]))]
        config = self._supervisord.process_groups[name].processes[name].config
        config.command = shlex.join(["env", *gone, *told["command"]])
        config.environment = told["environment"]
        return True


def make_interface(supervisord: Any) -> PartsInterface:
    """Make the interface, as supervisord asks for it."""
    return PartsInterface(supervisord)
