"""What is known beside the traces: what services logged meanwhile, what the Collector refused."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from tracing_sandbox.traces.reading.safe_text import safe_text

LONGEST_LINE = 300
SECOND_NS = 1_000_000_000
# An exporter gives up, and says so, after its timeout and its pauses between tries.
LOGGED_WITHIN_NS = 20 * SECOND_NS
LOGGED_ONCE_NS = 20 * SECOND_NS
# A log's time is cut to the millisecond.
WRITTEN_TO_NS = 1_000_000
# A service has ended its part, and sends its spans, a little before its caller has the answer.
BEFORE_ITS_END_NS = 20 * WRITTEN_TO_NS
TIME = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)[.,](\d{1,6})")
TRACE_ID = re.compile(r"(?<![0-9a-f])(?!0{32})[0-9a-f]{32}(?![0-9a-f])")


def _no_logs() -> Mapping[str, Sequence[str]]:
    return MappingProxyType({})


class When(NamedTuple):
    """The trace that a line is looked for, and when what is asked about began and ended."""

    trace_id: str
    began_ns: int
    ended_ns: int


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Log lines by service, and the Collector's wrong requests.

    Both may be empty: it is evidence beside the traces, and never needed. A line that begins with a
    local time counts for traces of about that time, one that names a trace for that alone.
    """

    logs: Mapping[str, Sequence[str]] = field(default_factory=_no_logs)
    wrong_requests: Sequence[str] = ()

    def since(self, before: "Circumstances") -> "Circumstances":
        """Leave out of the Collector's wrong requests those that it had counted before."""
        new = [each for each in self.wrong_requests if each not in before.wrong_requests]
        return replace(self, wrong_requests=tuple(new))

    def line_of(self, service: str, patterns: Iterable[re.Pattern[str]], when: When) -> str | None:
        """Find the line of a service that matches and may be of a trace.

        One that names it comes first, then the first from its end on.
        """
        lines = [line for line in self._matching(service, patterns) if _may_be_of(line, when)]
        return min(lines, key=lambda line: _distance(line, when), default=None)

    def line_near(
        self, service: str, patterns: Iterable[re.Pattern[str]], when: When
    ) -> str | None:
        """Find a line that matches and is of about that time, whatever trace it names.

        The SDK logs some of what happens again and again but once in 20 seconds.
        """
        lines = self._matching(service, patterns)
        return next((line for line in lines if _is_near(line, when)), None)

    def _matching(self, service: str, patterns: Iterable[re.Pattern[str]]) -> Iterator[str]:
        for line in self.logs.get(service, ()):
            if any(pattern.search(line) for pattern in patterns):
                yield line.strip()


def cut_line(line: str) -> str:
    """Make a line short and harmless enough to be shown."""
    return safe_text(line, LONGEST_LINE)


def _may_be_of(line: str, when: When) -> bool:
    named = TRACE_ID.findall(line)
    if named:
        return when.trace_id in named
    logged_ns = _time_of(line)
    if logged_ns is None:
        return True
    return when.began_ns - WRITTEN_TO_NS <= logged_ns <= when.ended_ns + LOGGED_WITHIN_NS


def _distance(line: str, when: When) -> tuple[bool, int]:
    logged_ns = _time_of(line)
    late_ns = 0 if logged_ns is None else logged_ns - when.ended_ns + BEFORE_ITS_END_NS
    return (when.trace_id not in line, late_ns if late_ns >= 0 else LOGGED_WITHIN_NS - late_ns)


def _is_near(line: str, when: When) -> bool:
    logged_ns = _time_of(line)
    if logged_ns is None:
        return not TRACE_ID.search(line) or when.trace_id in line
    return when.began_ns - LOGGED_ONCE_NS <= logged_ns <= when.ended_ns + LOGGED_WITHIN_NS


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
