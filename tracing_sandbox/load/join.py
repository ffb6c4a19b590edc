"""Finds the trace of each request again, in whole pages of Jaeger's search: never a query for each.

After it, `told` says what the traces tell; what was planted is not looked at here.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tracing_sandbox.load.record import Record
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
class Wanted:
    """A trace that is waited for: the spans that the generator sent of it, and its time."""

    trace_id: str
    span_ids: frozenset[str]
    began_ns: int
    ended_ns: int


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
    open: dict[str, Wanted]
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
        wanted = self.open.get(trace.trace_id)
        if wanted and is_whole(trace) and has_own_spans(trace, wanted):
            del self.open[trace.trace_id]

    def _close_settled(self) -> None:
        """Wait no longer for what has not changed for so long that nothing more comes."""
        now = _moment(time.time_ns())
        for trace_id, wanted in list(self.open.items()):
            trace = self.traces.get(trace_id)
            if trace and has_settled(trace, _moment(wanted.ended_ns), now):
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
    wanted = wanted_of(records)
    reading = Reading(client, dict(wanted))
    until_ns = max((each.ended_ns for each in wanted.values()), default=0) + deadline_s * SECOND
    while reading.open:
        asked = time.monotonic()
        reading.read()
        say_progress(len(wanted) - len(reading.open), len(wanted))
        pause_s = max(PAUSE_S, (time.monotonic() - asked) / 2)
        if not reading.open or time.time_ns() + pause_s * SECOND > until_ns:
            break
        time.sleep(pause_s)
    return conclude_join(reading, wanted, records, time.monotonic() - began)


def wanted_of(records: Iterable[Record]) -> dict[str, Wanted]:
    """List the traces of the sampled requests, with all of the generator's spans in each."""
    members: dict[str, list[Record]] = {}
    for record in records:
        if record.sampled:
            members.setdefault(record.trace_id, []).append(record)
    return {
        trace_id: Wanted(
            trace_id,
            frozenset(record.span_id for record in each),
            min(record.intended_ns for record in each),
            max(record.finished_ns for record in each),
        )
        for trace_id, each in members.items()
    }


def has_own_spans(trace: Trace, wanted: Wanted) -> bool:
    """Say whether the generator's own spans have arrived."""
    return wanted.span_ids <= {span.span_id for span in trace.spans}


def read_pages(client: JaegerClient, wanted: Iterable[Wanted]) -> Iterator[Trace]:
    """Read all traces of the time of these, also of others. Raises what `JaegerClient` raises."""
    times = [(each.began_ns, each.ended_ns) for each in wanted]
    search = Search(
        background=True,
        since_ns=min(began for began, _ in times) - AROUND_NS,
        until_ns=max(ended for _, ended in times) + AROUND_NS,
    )
    for stretch in look_back(client, search, CHUNK):
        for candidate in stretch.found:
            yield candidate.trace


def conclude_join(
    reading: Reading, wanted: Mapping[str, Wanted], records: Sequence[Record], took_s: float
) -> Joined:
    """Say what was found, and what is missing."""
    found = {trace_id for trace_id in wanted if trace_id in reading.traces}
    sampled = [record for record in records if record.sampled]
    return Joined(
        traces=reading.traces,
        records=len(sampled),
        joined=sum(record.trace_id in found for record in sampled),
        not_sampled=len(records) - len(sampled),
        lost=[trace_id for trace_id in wanted if trace_id not in found],
        broken=[
            trace_id
            for trace_id in found
            if not _has_all(reading.traces[trace_id], wanted[trace_id])
        ],
        others=len(reading.traces) - len(found),
        took_s=round(took_s, 3),
        problem=reading.problem,
    )


def _has_all(trace: Trace, wanted: Wanted) -> bool:
    return has_own_spans(trace, wanted) and has_what_it_tells_of(trace)


def _moment(time_ns: int) -> datetime:
    return datetime.fromtimestamp(time_ns / SECOND, UTC)
