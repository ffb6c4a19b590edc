"""How a command of ours is written wherever one is printed: as it can be typed in that shell."""

import os
import shlex
import shutil
import sys
from pathlib import Path

NAME = "sandbox"
# For whoever types it in a shell that is not ours, as with `docker compose exec frontend sandbox`.
GIVEN = "SANDBOX_COMMAND"


def typed(words: str) -> str:
    """Write `sandbox WORDS` as the shell that called us would find it."""
    return f"{find_command()} {words}".rstrip()


def find_command() -> str:
    """Return how this `sandbox` is called from here: by its name, by its path, or with Python."""
    return named_command() or shlex.quote(shorten(own_script()))


def find_command_anywhere() -> str:
    """Return how this `sandbox` is called from any folder, for who reads it on a page."""
    return named_command() or shlex.quote(str(own_script()))


def named_command() -> str:
    """Return the command where it needs no path of ours; nothing where it does."""
    if given := os.environ.get(GIVEN):
        return given
    if is_found_by_name():
        return NAME
    return "" if own_script().exists() else f"{shlex.quote(sys.executable)} -m tracing_sandbox"


def own_script() -> Path:
    """Return the script beside the Python that runs us."""
    return Path(sys.executable).with_name(NAME)


def is_found_by_name() -> bool:
    """Tell whether the shell finds our script, or a link to it as pipx and uv make them."""
    found, script = shutil.which(NAME), own_script()
    if not found or not Path(found).is_absolute():
        return False
    return not script.exists() or Path(found).samefile(script)


def shorten(script: Path) -> str:
    """Write a path from the shell's own folder, where the script is below it."""
    here = Path.cwd()
    if not (is_in_shells_folder(here) and script.is_relative_to(here)):
        return str(script)
    short = script.relative_to(here)
    return f"./{short}" if len(short.parts) == 1 else str(short)


def is_in_shells_folder(here: Path) -> bool:
    """Tell whether we run where the shell is: `make -C` and other programs start us elsewhere."""
    letters = os.environ.get("MAKEFLAGS", "").partition(" ")[0]
    told = Path(os.environ.get("PWD") or here)
    return "w" not in letters and told.exists() and told.samefile(here)
