"""What is fetched beside some traces: what is of their time, and requests like them."""

from dataclasses import replace
from typing import Any, cast

from tests.unit.traces.drawn.order import order
from tests.unit.traces.drawn.sketch import internal, trace_of
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.errors import AnswerTooLong
from tracing_sandbox.traces.jaeger.surroundings import fetch_alike, fetch_around
from tracing_sandbox.traces.reading.trace import Trace

OTHER = replace(trace_of(order(5)), trace_id="f" * 32)


class Jaeger:
    """Notes what it is asked, and has one trace."""

    def __init__(self, most: int = 1_000) -> None:
        self.most = most
        self.asked: list[tuple[str | None, str | None]] = []

    def find_traces(self, service: str | None, limit: int, **search: Any) -> list[Trace]:
        if limit > self.most:
            raise AnswerTooLong("too long")
        self.asked.append((service, search.get("operation")))
        return [OTHER]


def _client(jaeger: Jaeger) -> JaegerClient:
    return cast(JaegerClient, jaeger)


def test_requests_like_those_of_the_traces_are_asked_for_once() -> None:
    jaeger = Jaeger()
    traces = [trace_of(order(5)), trace_of(order(9))]
    assert fetch_alike(_client(jaeger), traces) == [OTHER]
    assert jaeger.asked == [("frontend", "POST api/orders")]


def test_work_that_began_a_trace_by_itself_is_not_asked_for() -> None:
    jaeger = Jaeger()
    assert fetch_alike(_client(jaeger), [trace_of(internal("inventory write", 0, 1))]) == []
    assert jaeger.asked == []


def test_what_is_of_the_time_comes_after_the_traces_themselves() -> None:
    own = trace_of(order(5))
    assert fetch_around(_client(Jaeger()), [own]) == [own, OTHER]


def test_fewer_are_asked_for_where_the_answer_is_too_long() -> None:
    own = trace_of(order(5))
    assert fetch_around(_client(Jaeger(most=30)), [own]) == [own, OTHER]
