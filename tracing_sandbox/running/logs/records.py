"""The records of a log: a line that begins with a time, and the lines that belong to it."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

# As our services, supervisor and the Collector write it: the day, then the time.
BEGINNING = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)[ T](?P<time>\d\d:\d\d:\d\d)[.,](?P<part>\d+)")


class RecordsOfTrace:
    """Tells which lines are of one trace: those that name it, and a traceback after them."""

    def __init__(self, trace_id: str) -> None:
        self._trace_id = trace_id
        self._is_within = False

    def __call__(self, line: str) -> bool:
        """Tell whether this line is of the trace, or goes on what one of it began."""
        if BEGINNING.match(line) or self._trace_id in line:
            self._is_within = self._trace_id in line
        return self._is_within


def find_records(logs: Iterable[Path], of_trace: Callable[[], RecordsOfTrace]) -> list[str]:
    """Return the lines of a trace in some logs and in those before them, in the order of time."""
    found = [stamped for log in logs for stamped in stamp_lines(log, of_trace())]
    return [line for _, line in sorted(found, key=lambda each: each[0])]


def stamp_lines(log: Path, keep: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Yield the lines that are kept, each with the moment of its record."""
    moment = ""
    for line in read_with_older(log):
        if begun := BEGINNING.match(line):
            moment = f"{begun['day']} {begun['time']}.{begun['part']}"
        if keep(line):
            yield moment, line


def read_with_older(log: Path) -> Iterator[str]:
    """Yield the lines of a log, after those of the full one that it has taken the place of."""
    for path in (log.with_name(f"{log.name}.1"), log):
        try:
            with path.open(errors="replace", newline="\n") as lines:
                yield from (line.rstrip("\r\n") for line in lines)
        except OSError:
            continue
