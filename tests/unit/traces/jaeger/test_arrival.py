"""When a trace counts as whole."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.unit.traces.drawn.order import order
from tests.unit.traces.drawn.sketch import client, query, server, trace_of
from tests.unit.traces.simulated.shop import run
from tracing_sandbox.traces.jaeger import arrival
from tracing_sandbox.traces.jaeger.arrival import (
    BEGAN,
    EXPECTED_WITHIN_S,
    has_settled,
    is_whole,
    lacks_only_its_caller,
    wait_for_whole_trace,
)
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.reading.trace import Trace

HTTP = {"http.request.method": "GET"}
ANSWERED = {"http.response.status_code": 200}
ORDER = run("place_order", 1)
WHOLE = replace(ORDER, spans=tuple(sorted(ORDER.spans, key=lambda span: span.end_ns)))


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(arrival, "time", clock)
    return clock


class Jaeger(JaegerClient):
    """A client that finds one trace after the other, and the last one for ever."""

    def __init__(self, *found: Trace | None) -> None:
        super().__init__("http://jaeger.invalid")
        self.found: Iterator[Trace | None] = iter(found)
        self.last = found[-1]

    def find_trace(self, trace_id: str) -> Trace | None:
        return next(self.found, self.last)


def part(count: int) -> Trace:
    return replace(WHOLE, spans=WHOLE.spans[:count])


def test_whole_trace_has_a_root_every_parent_and_an_answer_to_every_call() -> None:
    assert is_whole(WHOLE)
    assert not is_whole(trace_of(order(50), without="frontend POST api/orders"))
    assert not is_whole(trace_of(order(50), without="inventory GET"))


def test_http_call_without_server_span_is_not_whole() -> None:
    call = client("a GET", 1, 9, attributes=HTTP)
    answered = client("a GET", 1, 9, server("b S", 2, 8), attributes=HTTP)
    assert not is_whole(trace_of(server("a R", 0, 10, call)))
    assert is_whole(trace_of(server("a R", 0, 10, answered)))


def test_database_call_needs_no_server_span() -> None:
    assert is_whole(trace_of(server("a R", 0, 10, query("a SELECT", 1, 9))))


def test_waiting_ends_at_once_for_a_whole_trace(clock: Clock) -> None:
    found = wait_for_whole_trace(Jaeger(WHOLE), WHOLE.trace_id, 10)
    assert (found.trace, found.whole, clock.now) == (WHOLE, True, 100.0)


def test_waiting_goes_on_while_spans_come_in(clock: Clock) -> None:
    pieces = [None, None, *(part(6 + count // 3) for count in range(24)), WHOLE]
    found = wait_for_whole_trace(Jaeger(*pieces), WHOLE.trace_id, 60)
    assert (found.trace, found.whole) == (WHOLE, True)
    assert clock.now > 105


unfinished = pytest.mark.parametrize(
    ("missing", "seconds"),
    [
        (trace_of(server("a R", 0, 10, client("a GET", 1, 9, attributes=HTTP))), 1.5),
        (
            trace_of(server("a R", 0, 10, client("a GET", 1, 9, attributes=HTTP | ANSWERED))),
            EXPECTED_WITHIN_S,
        ),
        (trace_of(order(50), without="frontend POST api/orders"), EXPECTED_WITHIN_S),
    ],
    ids=["a server that may be down", "the server of an answered call", "the root"],
)


@unfinished
def test_waiting_ends_unfinished_when_nothing_has_come_for_a_while(
    clock: Clock, missing: Trace, seconds: float
) -> None:
    found = wait_for_whole_trace(Jaeger(None, missing), missing.trace_id, 60)
    assert (found.trace, found.whole) == (missing, False)
    assert seconds <= clock.now - 100 < seconds + 1


@unfinished
def test_trace_has_settled_when_its_newest_span_ended_so_long_ago(
    missing: Trace, seconds: float
) -> None:
    ended_s = max(span.end_ns for span in missing.spans) / 1e9
    moments = (ended_s - 1, ended_s + seconds - 0.1, ended_s + seconds + 0.1)
    assert settled_at(missing, ended_s, *moments) == [False, False, True]


@unfinished
def test_trace_of_an_answer_that_came_late_settles_after_the_answer(
    missing: Trace, seconds: float
) -> None:
    answered_s = max(span.end_ns for span in missing.spans) / 1e9 + 10
    moments = (answered_s + seconds - 0.1, answered_s + seconds + 0.1)
    assert settled_at(missing, answered_s, *moments) == [False, True]


def settled_at(trace: Trace, ended_s: float, *moments: float) -> list[bool]:
    ended = datetime.fromtimestamp(ended_s, UTC)
    return [has_settled(trace, ended, datetime.fromtimestamp(each, UTC)) for each in moments]


def called_from_outside(trace: Trace) -> Trace:
    """The same trace, whose root was called by somebody who reports nothing."""
    ids = {span.span_id for span in trace.spans}
    return replace(
        trace,
        spans=tuple(
            span
            if span.parent_id in ids
            else replace(span, parent_id="ca11e4" + "0" * 10, parent_is_remote=True)
            for span in trace.spans
        ),
    )


def test_unreported_caller_is_believed_once_the_trace_has_settled(clock: Clock) -> None:
    called = called_from_outside(WHOLE)
    assert not is_whole(called)
    assert lacks_only_its_caller(called)
    found = wait_for_whole_trace(Jaeger(called), called.trace_id, 60)
    assert (found.trace, found.whole) == (called, True)
    assert EXPECTED_WITHIN_S <= clock.now - 100 < EXPECTED_WITHIN_S + 1


def test_spans_of_an_inner_service_that_come_first_are_not_taken_for_the_whole(
    clock: Clock,
) -> None:
    first = trace_of(order(50), without="frontend POST")
    inner = [span for span in first.spans if span.service != "frontend"]
    early = called_from_outside(replace(first, spans=tuple(inner)))
    whole = called_from_outside(trace_of(order(50)))
    assert lacks_only_its_caller(early)
    found = wait_for_whole_trace(Jaeger(*[early] * 9, whole), whole.trace_id, 60)
    assert (found.trace, found.whole) == (whole, True)


def test_call_that_nobody_answered_is_missing_beside_an_unreported_caller() -> None:
    call = client("a GET", 1, 9, attributes=HTTP | ANSWERED)
    assert not lacks_only_its_caller(called_from_outside(trace_of(server("a R", 0, 10, call))))
    assert not lacks_only_its_caller(WHOLE)


def test_machine_that_stood_still_does_not_settle_a_trace(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "sleep", lambda seconds: setattr(clock, "now", clock.now + 5))
    found = wait_for_whole_trace(Jaeger(part(6), part(6), part(6), WHOLE), WHOLE.trace_id, 60)
    assert (found.trace, found.whole) == (WHOLE, True)


def test_waiting_ends_at_its_deadline(clock: Clock) -> None:
    found = wait_for_whole_trace(Jaeger(None), WHOLE.trace_id, 3)
    assert (found.trace, found.whole) == (None, False)
    assert clock.now == pytest.approx(103)


def test_trace_that_lacks_a_counted_span_is_not_whole() -> None:
    root = server("shop POST", 0, 10, query("shop SELECT", 2, 5), attributes={BEGAN: 2})
    assert is_whole(trace_of(root))
    assert not is_whole(trace_of(root, without="shop SELECT"))


def test_count_is_of_one_process() -> None:
    far = server("bank POST", 3, 8, query("bank SELECT", 4, 5), attributes={BEGAN: 2})
    root = server("shop POST", 0, 10, client("shop POST", 2, 9, far), attributes={BEGAN: 2})
    assert is_whole(trace_of(root))
    assert not is_whole(trace_of(root, without="bank SELECT"))
