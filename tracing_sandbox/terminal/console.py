"""Where the commands print: results on stdout, everything else on stderr."""

import json
import sys
from typing import Any

from rich.console import Console
from rich.text import Text

from tracing_sandbox.errors import SandboxError

out = Console(highlight=False, markup=False, emoji=False)
err = Console(highlight=False, markup=False, emoji=False, stderr=True)


def ascii_only() -> bool:
    """Tell whether stdout cannot carry the shapes of the drawings."""
    return not (sys.stdout.encoding or "").lower().startswith("utf")


def print_error(error: SandboxError) -> None:
    """Say what failed, and the next step."""
    err.print(Text("Error: ", style="bold red") + Text(error.what), soft_wrap=True)
    err.print(Text(error.next_step), soft_wrap=True)


def print_json(document: Any) -> None:
    """Print one JSON document and nothing else."""
    json.dump(document, sys.stdout, indent=2, ensure_ascii=not sys.stdout.isatty())
    sys.stdout.write("\n")
