"""Reads logs as they grow, also when supervisor begins a new file in the place of a full one."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

PAUSE_S = 0.1


class FollowedLog:
    """One log, from its beginning on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self._unfinished = b""

    def read_lines(self) -> list[str]:
        """Return the whole lines that were written since the last time."""
        lines = self._read()
        if self._has_new_file():
            self.close()
            lines += self._read()
        return lines

    def close(self) -> None:
        """Let go of the file; what comes next is read from the one in its place."""
        if self._file:
            self._file.close()
            self._file = None

    def _read(self) -> list[str]:
        try:
            self._file = self._file or self._path.open("rb")
            text = self._unfinished + self._file.read()
        except OSError:
            return []
        whole, newline, self._unfinished = text.rpartition(b"\n")
        return whole.decode(errors="replace").split("\n") if newline else []

    def _has_new_file(self) -> bool:
        if self._file is None:
            return False
        try:
            return self._path.stat().st_ino != os.fstat(self._file.fileno()).st_ino
        except OSError:
            return False


def follow_logs(
    find: Callable[[], list[Path]], last: int, goes_on: Callable[[], bool]
) -> Iterator[tuple[Path, list[str]]]:
    """Yield each log with its last lines, then while it `goes_on` with those that are new.

    `find` lists the logs: a part may begin to write meanwhile.
    """
    followed = {path: FollowedLog(path) for path in find()}
    for path, log in followed.items():
        yield path, last_of(log.read_lines(), last)
    is_on = True
    while is_on:
        is_on = goes_on()
        for path in find():
            log = followed.setdefault(path, FollowedLog(path))
            yield path, log.read_lines()
        time.sleep(PAUSE_S)


def last_of(lines: list[str], count: int) -> list[str]:
    """Return the last lines; none where none are wanted."""
    return lines[-count:] if count else []
