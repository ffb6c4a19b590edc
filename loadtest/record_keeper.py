"""Keeps the record of a run, and says so where the disk is full."""

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tracing_sandbox.load.recording.record import CANNOT_WRITE, RecordFile


class RecordKeeper:
    """Writes the lines of a record; where one cannot be written, it writes no more, and tells."""

    def __init__(self, path: Path, give_up: Callable[[], None]) -> None:
        self._path = path
        self._file = RecordFile(path)
        self._give_up = give_up
        self._lines = 0
        self._error: OSError | None = None
        self._closed = False

    @property
    def whole(self) -> bool:
        """Tell whether all could be written."""
        return self._error is None

    def add(self, line: str) -> None:
        """Write one line; after the end nothing is taken from a worker that was believed lost."""
        if self._error or self._closed:
            return
        try:
            self._file.add_line(line)
        except OSError as error:
            self._error = error
            self._give_up()
        else:
            self._lines += 1

    def close(self) -> None:
        """Close the file."""
        self._closed = True
        self._file.close()

    def say_what_it_lacks(self, **_: object) -> None:
        """Say why lines are missing, and how many there are, if the disk has room for that."""
        if not self._error:
            return
        with suppress(OSError):
            sys.stderr.write(
                f"{CANNOT_WRITE} {self._path}: {self._error.strerror}. "
                f"{self._lines} requests are recorded.\n"
            )
