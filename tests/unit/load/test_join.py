"""Traces are found again in whole pages, whatever Jaeger does meanwhile."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.unit.load.made import BEGAN_NS, MS, SECOND, journey_trace, made_journey, record
from tests.unit.traces.jaeger.ring import Ring
from tracing_sandbox.load.joining import join as joining
from tracing_sandbox.load.joining.join import DEADLINE_S, FEW, Joined, join
from tracing_sandbox.load.recording.record import Record
from tracing_sandbox.traces.jaeger import arrival
from tracing_sandbox.traces.jaeger.errors import JaegerUnreachable
from tracing_sandbox.traces.jaeger.query import Moment
from tracing_sandbox.traces.reading.trace import Trace

MANY = 3 * FEW


class Clock:
    """Time that passes only while somebody sleeps; it is after the end of all that is made."""

    def __init__(self) -> None:
        self.now_ns = BEGAN_NS + 60 * SECOND

    def monotonic(self) -> float:
        return self.now_ns / SECOND

    def time_ns(self) -> int:
        return self.now_ns

    def sleep(self, seconds: float) -> None:
        self.now_ns += round(seconds * SECOND)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(joining, "time", clock)
    return clock


class Late(Ring):
    """A Jaeger in which traces arrive one question after the other; `asked` are single ones."""

    def __init__(self, *held: Sequence[Trace]) -> None:
        super().__init__(held[0])
        self.held = list(held)
        self.asked: list[str] = []
        self.pages = 0
        self.gone = False

    def find_trace(self, trace_id: str) -> Trace | None:
        self.asked.append(trace_id)
        return next((each for each in self.traces if each.trace_id == trace_id), None)

    def find_traces(
        self,
        service: str | None = None,
        limit: int = 20,
        *,
        since: Moment | None = None,
        until: Moment | None = None,
        operation: str | None = None,
        min_duration_ms: float | None = None,
    ) -> list[Trace]:
        self.pages += 1
        if self.gone:
            raise JaegerUnreachable("Jaeger does not answer.")
        return super().find_traces(service, limit, since=since, until=until)

    def go_on(self, *_: int) -> None:
        """Let what comes next arrive."""
        if len(self.held) > 1:
            self.held.pop(0)
            self.traces = self.held[0]


@pytest.fixture
def journeys() -> list[tuple[Record, Trace]]:
    """Orders 10 ms apart which end as the clock begins."""
    return [made_journey(number, 59_000.0 + 10 * number) for number in range(MANY)]


def records_of(journeys: Sequence[tuple[Record, Trace]]) -> list[Record]:
    return [each for each, _ in journeys]


def traces_of(journeys: Sequence[tuple[Record, Trace]]) -> list[Trace]:
    return [trace for _, trace in journeys]


def found_of(joined: Joined) -> tuple[int, int, int]:
    return joined.joined, len(joined.lost), len(joined.broken)


def test_all_are_joined_in_pages_and_none_is_asked_for(
    journeys: list[tuple[Record, Trace]],
) -> None:
    jaeger, told = Late(traces_of(journeys)), list[tuple[int, int]]()
    joined = join(jaeger, records_of(journeys), lambda *progress: told.append(progress))
    assert found_of(joined) == (MANY, 0, 0)
    assert set(joined.traces) == {each.trace_id for each in records_of(journeys)}
    assert not jaeger.asked
    assert jaeger.pages < MANY / 10
    assert told == [(MANY, MANY)]


def test_few_that_come_late_are_asked_for_and_many_are_read_in_pages(
    journeys: list[tuple[Record, Trace]],
) -> None:
    traces = traces_of(journeys)
    jaeger = Late([], traces[:5], traces[:-2], traces)
    joined = join(jaeger, records_of(journeys), jaeger.go_on)
    assert found_of(joined) == (MANY, 0, 0)
    assert jaeger.asked == [each.trace_id for each in traces[-2:]]


def test_trace_without_the_generators_own_span_is_waited_for(
    journeys: list[tuple[Record, Trace]],
) -> None:
    records, traces = records_of(journeys), traces_of(journeys)
    looked = record(MANY, 59_500.0, 5.0, journey="look")
    later = record(MANY, 59_505.0, 5.0, step=1, journey="look")
    part = journey_trace([looked])
    whole = journey_trace([looked, later])
    assert arrival.is_whole(part)
    jaeger = Late([*traces, part], [*traces, whole])
    joined = join(jaeger, [*records, looked, later], jaeger.go_on)
    assert joined.broken == []
    assert joined.joined == MANY + 2
    assert jaeger.asked == [whole.trace_id]


def test_what_never_comes_costs_the_deadline_and_is_lost(
    clock: Clock, journeys: list[tuple[Record, Trace]]
) -> None:
    began_ns = clock.now_ns
    joined = join(Late(traces_of(journeys)[1:]), records_of(journeys), lambda *_: None)
    assert joined.lost == [journeys[0][0].trace_id]
    assert found_of(joined) == (MANY - 1, 1, 0)
    assert (clock.now_ns - began_ns) / SECOND <= DEADLINE_S


def test_what_stays_broken_is_settled_before_the_deadline(
    clock: Clock, journeys: list[tuple[Record, Trace]]
) -> None:
    records, traces = records_of(journeys), traces_of(journeys)
    ill = replace(traces[3], spans=tuple(s for s in traces[3].spans if s.name != "quote_price"))
    began_ns = clock.now_ns
    joined = join(Late([*traces[:3], ill, *traces[4:]]), records, lambda *_: None)
    assert joined.broken == [ill.trace_id]
    assert joined.joined == MANY
    assert (clock.now_ns - began_ns) / SECOND < DEADLINE_S - 1


def test_jaeger_that_goes_away_costs_what_was_not_read_by_then(
    journeys: list[tuple[Record, Trace]],
) -> None:
    jaeger = Late(traces_of(journeys)[: MANY // 3])

    def go(*_: int) -> None:
        jaeger.gone = True

    joined = join(jaeger, records_of(journeys), go)
    assert found_of(joined) == (MANY // 3, MANY - MANY // 3, 0)
    assert joined.problem == "Jaeger does not answer."


def test_jaeger_that_comes_back_costs_nothing(journeys: list[tuple[Record, Trace]]) -> None:
    jaeger = Late(traces_of(journeys))
    jaeger.gone = True

    def come(*_: int) -> None:
        jaeger.gone = False

    joined = join(jaeger, records_of(journeys), come)
    assert found_of(joined) == (MANY, 0, 0)
    assert not joined.problem


def test_not_sampled_is_not_waited_for(journeys: list[tuple[Record, Trace]]) -> None:
    records = [replace(each, sampled=False) for each in records_of(journeys)]
    joined = join(Late([]), records, lambda *_: None)
    assert (joined.records, joined.not_sampled, joined.took_s) == (0, MANY, 0.0)


def test_others_of_the_same_time_are_kept_and_do_not_count(
    journeys: list[tuple[Record, Trace]],
) -> None:
    joined = join(Late(traces_of(journeys)), records_of(journeys)[1:-1], lambda *_: None)
    assert found_of(joined) == (MANY - 2, 0, 0)
    assert (joined.others, len(joined.traces)) == (2, MANY)


def test_made_journeys_are_those_of_the_records(journeys: list[tuple[Record, Trace]]) -> None:
    made, trace = journeys[0]
    root = next(span for span in trace.spans if span.parent_id is None)
    assert (root.start_ns, root.end_ns) == (made.intended_ns, made.finished_ns)
    assert all(span.end_ns <= root.end_ns + MS for span in trace.spans)
