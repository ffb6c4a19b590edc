"""Finds the trace of each request again, in whole pages of Jaeger's search: never a query for each.

After it, `told` says what the traces tell; what was planted is not looked at here.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tracing_sandbox.load.joining.expected import Expected, expected_of
from tracing_sandbox.load.recording.record import Record
from tracing_sandbox.traces.jaeger.arrival import has_settled, has_what_it_tells_of, is_whole
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.errors import JaegerError
from tracing_sandbox.traces.jaeger.searching.search import Search
from tracing_sandbox.traces.jaeger.searching.window import CHUNK, look_back
from tracing_sandbox.traces.measuring.figures import SECOND
from tracing_sandbox.traces.reading.garbage import no_collection
from tracing_sandbox.traces.reading.trace import Trace

# After the last answer: an SDK sends within five seconds, and the Collector's batches take less.
DEADLINE_S = 10.0
# A part of a broken trace may begin before the journey does, by its own clock.
AROUND_NS = 5 * SECOND
FEW = 30
PAUSE_S = 0.4

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Joined:
    """All traces that were read, by id, and what of those of the run is missing.

    `records` were sampled, and `joined` of them have their trace. `lost` traces never came, and
    `broken` ones lack something that they tell of. `others` of the traces are not of the run; they
    may be parts of its broken ones. `problem` says why Jaeger could not be asked, or is empty.
    """

    traces: Mapping[str, Trace]
    records: int
    joined: int
    not_sampled: int
    lost: Sequence[str]
    broken: Sequence[str]
    others: int
    took_s: float
    problem: str = ""


@dataclass
class Reading:
    """What has been read so far, and what is still open."""

    client: JaegerClient
    open: dict[str, Expected]
    traces: dict[str, Trace] = field(default_factory=dict)
    problem: str = ""

    @no_collection()
    def read(self) -> None:
        """Read what is open once: few by id, many in pages; what was read before stays."""
        try:
            for trace in self._ask():
                self._take(trace)
            self.problem = ""
        except JaegerError as error:
            self.problem = str(error)
        self._close_settled()

    def _ask(self) -> Iterator[Trace]:
        if len(self.open) > FEW or not self.traces:
            yield from read_pages(self.client, self.open.values())
            return
        for trace_id in list(self.open):
            if trace := self.client.find_trace(trace_id):
                yield trace

    def _take(self, trace: Trace) -> None:
        before = self.traces.get(trace.trace_id)
        if before is None or len(trace.spans) >= len(before.spans):
            self.traces[trace.trace_id] = trace
        expected = self.open.get(trace.trace_id)
        if expected and is_whole(trace) and has_own_spans(trace, expected):
            del self.open[trace.trace_id]

    def _close_settled(self) -> None:
        """Wait no longer for what has not changed for so long that nothing more comes."""
        now = _moment(time.time_ns())
        for trace_id, expected in list(self.open.items()):
            trace = self.traces.get(trace_id)
            if trace and has_settled(trace, _moment(expected.ended_ns), now):
                del self.open[trace_id]


def join(
    client: JaegerClient,
    records: Sequence[Record],
    say_progress: Tell,
    deadline_s: float = DEADLINE_S,
) -> Joined:
    """Find the traces of all records; wait until all are whole, or so long after the last answer.

    What was not sampled is not waited for. A Jaeger that goes away meanwhile costs what was not
    read by then, and is asked again until the deadline.
    """
    began = time.monotonic()
    expected = expected_of(records)
    reading = Reading(client, dict(expected))
    until_ns = max((each.ended_ns for each in expected.values()), default=0) + deadline_s * SECOND
    while reading.open:
        asked = time.monotonic()
        reading.read()
        say_progress(len(expected) - len(reading.open), len(expected))
        pause_s = max(PAUSE_S, (time.monotonic() - asked) / 2)
        if not reading.open or time.time_ns() + pause_s * SECOND > until_ns:
            break
        time.sleep(pause_s)
    return conclude_join(reading, expected, records, time.monotonic() - began)


def has_own_spans(trace: Trace, expected: Expected) -> bool:
    """Say whether the generator's own spans have arrived."""
    return expected.span_ids <= {span.span_id for span in trace.spans}


def read_pages(client: JaegerClient, expected: Iterable[Expected]) -> Iterator[Trace]:
    """Read all traces of the time of these, also of others. Raises what `JaegerClient` raises."""
    times = [(each.began_ns, each.ended_ns) for each in expected]
    search = Search(
        background=True,
        since_ns=min(began for began, _ in times) - AROUND_NS,
        until_ns=max(ended for _, ended in times) + AROUND_NS,
    )
    for stretch in look_back(client, search, CHUNK):
        for candidate in stretch.found:
            yield candidate.trace


def conclude_join(
    reading: Reading, expected: Mapping[str, Expected], records: Sequence[Record], took_s: float
) -> Joined:
    """Say what was found, and what is missing."""
    found = {trace_id for trace_id in expected if trace_id in reading.traces}
    sampled = [record for record in records if record.sampled]
    return Joined(
        traces=reading.traces,
        records=len(sampled),
        joined=sum(record.trace_id in found for record in sampled),
        not_sampled=len(records) - len(sampled),
        lost=[trace_id for trace_id in expected if trace_id not in found],
        broken=[
            trace_id
            for trace_id in found
            if not _has_all(reading.traces[trace_id], expected[trace_id])
        ],
        others=len(reading.traces) - len(found),
        took_s=round(took_s, 3),
        problem=reading.problem,
    )


def _has_all(trace: Trace, expected: Expected) -> bool:
    return has_own_spans(trace, expected) and has_what_it_tells_of(trace)


def _moment(time_ns: int) -> datetime:
    return datetime.fromtimestamp(time_ns / SECOND, UTC)
