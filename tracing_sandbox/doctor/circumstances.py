"""What is known beside the traces: what services logged meanwhile, what the Collector refused."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from tracing_sandbox.traces.reading.safe_text import safe_text

LONGEST_LINE = 300
SECOND_NS = 1_000_000_000
# An exporter gives up, and says so, after its timeout and its pauses between tries.
LOGGED_WITHIN_NS = 20 * SECOND_NS
# It is written by the clock of the service itself, in milliseconds.
CLOCK_SLACK_NS = SECOND_NS // 10
TIME = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)[.,](\d{1,6})")
TRACE_ID = re.compile(r"(?<![0-9a-f])(?!0{32})[0-9a-f]{32}(?![0-9a-f])")


def _no_logs() -> Mapping[str, Sequence[str]]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Log lines by service, and the Collector's wrong requests.

    Both may be empty: it is evidence beside the traces, and never needed. A line that begins with a
    local time counts for traces of about that time, one that names a trace for that alone.
    """

    logs: Mapping[str, Sequence[str]] = field(default_factory=_no_logs)
    wrong_requests: Sequence[str] = ()

    def line_of(
        self, service: str, patterns: Iterable[re.Pattern[str]], trace_id: str, began_ns: int
    ) -> str | None:
        """Find the first line of a service that matches and may be of a trace."""
        for line in self.logs.get(service, ()):
            if _may_be_of(line, trace_id, began_ns) and any(p.search(line) for p in patterns):
                return line.strip()
        return None


def cut_line(line: str) -> str:
    """Make a line short and harmless enough to be shown."""
    return safe_text(line, LONGEST_LINE)


def _may_be_of(line: str, trace_id: str, began_ns: int) -> bool:
    named = TRACE_ID.findall(line)
    if named:
        return trace_id in named
    logged_ns = _time_of(line)
    if logged_ns is None:
        return True
    return began_ns - CLOCK_SLACK_NS <= logged_ns <= began_ns + LOGGED_WITHIN_NS


def _time_of(line: str) -> int | None:
    found = TIME.match(line)
    if not found:
        return None
    try:
        moment = datetime.fromisoformat(f"{found[1]}T{found[2]}.{found[3]:0<6}")
        return int(moment.timestamp() * SECOND_NS)
    except (ValueError, OverflowError, OSError):
        return None


NOTHING_KNOWN = Circumstances()
