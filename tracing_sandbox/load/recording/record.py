"""The record: one line for each request, flushed, so that a kill loses the last one at most."""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

# How a generator ends that could not write all of its record, and how its last line begins.
RECORD_NOT_WHOLE = 3
CANNOT_WRITE = "Cannot write"


@dataclass(frozen=True)
class Record:
    """One request; times in nanoseconds since 1970.

    `intended_ns` of an arrival's first request is the plan's; a later one is meant to start when
    the one before it has ended. `status` is 0 where no answer came, and `problem` says in a few
    words what was wrong with the answer, or is None. What was planted is known from here alone.
    `span_id` is that of the generator's own CLIENT span. `sampled` says whether that was sent.
    """

    arrival: int
    step: int
    journey: str
    name: str
    intended_ns: int
    sent_ns: int
    finished_ns: int
    status: int
    problem: str | None
    scenario: str | None
    seed: int | None
    sold_out: bool
    trace_id: str
    span_id: str
    request_id: str
    sampled: bool
    worker: int = 0

    def to_line(self) -> str:
        """Write it as one line of JSON."""
        return json.dumps(vars(self), separators=(",", ":"))

    @classmethod
    def from_line(cls, line: str) -> "Record":
        """Read it back."""
        return cls(**json.loads(line))

    @property
    def latency_ns(self) -> int:
        """Say how long it took from when it was meant to start."""
        return self.finished_ns - self.intended_ns

    @property
    def took_ns(self) -> int:
        """Say how long it took from when it was sent: what a closed model would see."""
        return self.finished_ns - self.sent_ns

    @property
    def lag_ns(self) -> int:
        """Say how late the generator was."""
        return self.sent_ns - self.intended_ns


class RecordFile:
    """Appends records to a file; OSError where it cannot be written, such as on a full disk."""

    def __init__(self, path: Path) -> None:
        self._file: IO[bytes] = path.open("ab", buffering=0)

    def add(self, record: Record) -> None:
        """Write one line in one piece."""
        self.add_line(record.to_line())

    def add_line(self, line: str) -> None:
        """Write the line of a record: whole, or nothing of it where the disk has no room for all.

        Written straight to a file, a part of it may be taken before the rest is refused.
        """
        whole_bytes = os.fstat(self._file.fileno()).st_size
        rest = f"{line}\n".encode()
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError:
            with suppress(OSError):
                self._file.truncate(whole_bytes)
            raise

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def read_records(path: Path) -> list[Record]:
    """Read all records; a last line that a kill has cut is left out."""
    return next(follow_records(path))


def follow_records(path: Path) -> Iterator[list[Record]]:
    """Yield what has been added since the last time, for as long as it is asked."""
    read, rest = 0, b""
    while True:
        added, read = _read_from(path, read)
        *whole, rest = (rest + added).split(b"\n")
        yield [record for line in whole if (record := _read_line(line))]


def _read_from(path: Path, start: int) -> tuple[bytes, int]:
    try:
        with path.open("rb") as file:
            file.seek(start)
            added = file.read()
    except FileNotFoundError:
        return b"", start
    return added, start + len(added)


def _read_line(line: bytes) -> Record | None:
    """Read a line; None where a full disk has cut it."""
    try:
        return Record.from_line(line.decode())
    except (ValueError, TypeError):
        return None
