"""A file that is there as a whole, or not at all."""

from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write a text beside its place, and move it there once all of it is written.

    Raises OSError, and leaves what was there before.
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
