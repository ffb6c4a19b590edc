"""The file of a report: there as a whole, or not at all."""

from pathlib import Path

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.load.recording.whole_file import write_whole


def put_in_place(path: Path, text: str) -> None:
    """Write it; SandboxError where that fails, and what was there before stays."""
    try:
        write_whole(path, text)
    except OSError as error:
        raise SandboxError(
            f"Cannot write the report to {path}: {error.strerror or error}.",
            "Name a file in a folder that is there and has room.",
        ) from error
