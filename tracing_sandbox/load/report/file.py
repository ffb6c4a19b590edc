"""The file of a report: there as a whole, or not at all."""

from pathlib import Path

from tracing_sandbox.errors import SandboxError


def put_in_place(path: Path, text: str) -> None:
    """Write a text beside its place, and move it there once all of it is written.

    Raises SandboxError, and leaves what was there before.
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        try:
            partial.write_text(text, encoding="utf-8")
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise SandboxError(
            f"Cannot write the report to {path}: {error.strerror or error}.",
            "Name a file in a folder that is there and has room.",
        ) from error
