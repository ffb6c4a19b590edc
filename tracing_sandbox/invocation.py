"""How a command of ours is written wherever one is printed: as it can be typed in that shell."""

import os
import shutil
import sys
from pathlib import Path

NAME = "sandbox"


def typed(words: str) -> str:
    """Write `sandbox WORDS` by its name where the shell would find this one, else by its path."""
    return f"{find_command()} {words}".rstrip()


def find_command() -> str:
    """Return how this `sandbox` is called from here."""
    script = Path(sys.executable).with_name(NAME)
    if shutil.which(NAME) == str(script):
        return NAME
    return os.path.relpath(script) if script.is_relative_to(Path.cwd()) else str(script)
