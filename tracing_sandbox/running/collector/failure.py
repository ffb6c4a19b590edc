"""The Collector's log: what each exporter failed with, and since when it fails."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tracing_sandbox.traces.measuring.figures import MICROSECOND, SECOND

EPOCH = datetime.fromtimestamp(0, UTC)
FAILED = "Exporting failed"
# An exporter that is refused tries again every few seconds, one that is not answered after its
# timeout of ten; and the Collector writes the first ten of equal lines in ten seconds.
LONGEST_PAUSE_NS = 20 * SECOND


@dataclass(frozen=True)
class Failure:
    """An attempt of an exporter that failed; `handed_back` if the sender was told so."""

    exporter: str
    signal: str
    at_ns: int
    error: str
    handed_back: bool


@dataclass(frozen=True)
class Trouble:
    """The last failure of an exporter, and the first of those that came without a pause before."""

    last: Failure
    since_ns: int

    def goes_on(self, now_ns: int) -> bool:
        """Tell whether the exporter still fails, as far as its log says."""
        return now_ns - self.last.at_ns <= LONGEST_PAUSE_NS


Troubles = dict[tuple[str, str], Trouble]


def read_troubles(lines: Iterable[str]) -> Troubles:
    """Read from the Collector's log in what trouble each exporter is, or was last."""
    troubles: Troubles = {}
    for failure in read_failures(lines):
        key = (failure.exporter, failure.signal)
        before = troubles.get(key)
        joins = before and failure.at_ns - before.last.at_ns <= LONGEST_PAUSE_NS
        troubles[key] = Trouble(failure, before.since_ns if before and joins else failure.at_ns)
    return troubles


def read_failures(lines: Iterable[str]) -> Iterator[Failure]:
    """Read each line that tells of an exporter's failure, in either of the log's encodings."""
    for line in lines:
        if FAILED in line and (failure := read_failure(line)):
            yield failure


def read_failure(line: str) -> Failure | None:
    """Read one line; None for one that is cut off, or is about something else."""
    try:
        details = read_details(line)
        return Failure(
            exporter=details["otelcol.component.id"],
            signal=details["otelcol.signal"],
            at_ns=read_moment(details["ts"]),
            error=details["error"],
            handed_back="Rejecting" in details["msg"],
        )
    except (ValueError, KeyError, TypeError):
        return None


def read_moment(text: str) -> int:
    """Read a moment in ISO 8601, without the rounding of a float."""
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1) * MICROSECOND


def read_details(line: str) -> dict[str, Any]:
    """Give a line's fields, under the names that they have where the log is written as JSON."""
    if line.startswith("{"):
        return dict(json.loads(line))
    moment, _level, _caller, message, fields = line.split("\t")
    return {**json.loads(fields), "ts": moment, "msg": message}
