"""Where the commands print: results on stdout, everything else on stderr."""

import json
import re
import sys
from typing import Any

from rich.console import Console
from rich.text import Text

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.traces.reading.safe_text import is_unsafe, safe_text

# Newlines are those of the document: within its texts they are escaped already.
UNPRINTED = re.compile(r"[^ -~\n]")
DELETE = "\x7f"

out = Console(highlight=False, markup=False, emoji=False)
err = Console(highlight=False, markup=False, emoji=False, stderr=True)


def ascii_only() -> bool:
    """Tell whether stdout cannot carry the shapes of the drawings."""
    return not (sys.stdout.encoding or "").lower().startswith("utf")


def print_error(error: SandboxError) -> None:
    """Say what failed, and the next step."""
    err.print(Text("Error: ", style="bold red") + Text(_harmless(error.what)), soft_wrap=True)
    err.print(Text(_harmless(error.next_step)), soft_wrap=True)


def _harmless(text: str) -> str:
    return "\n".join(safe_text(line, longest=len(line) + 1) for line in text.split("\n"))


def print_json(document: Any) -> None:
    """Print one JSON document and nothing else; what could drive a terminal is escaped."""
    keeps = sys.stdout.isatty() and not ascii_only()
    for piece in json.JSONEncoder(indent=2, ensure_ascii=not keeps).iterencode(document):
        sys.stdout.write(UNPRINTED.sub(_escape, piece))
    sys.stdout.write("\n")


def _escape(found: re.Match[str]) -> str:
    """Write a character as JSON does: in one or two escapes of UTF-16."""
    char = found.group()
    return char if not is_unsafe(char) else json.dumps(char)[1:-1].replace(DELETE, "\\u007f")
