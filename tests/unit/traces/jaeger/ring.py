"""A Jaeger that keeps traces in the order in which they came, and answers as the real one does."""

from collections.abc import Sequence
from typing import Any

from tests.unit.traces.drawn.sketch import server, trace_of
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.errors import AnswerTooLong
from tracing_sandbox.traces.jaeger.query import Moment
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace


class Ring(JaegerClient):
    """Holds traces, the one that came last at the end; `asked` counts what it gave."""

    def __init__(self, traces: Sequence[Trace], most_at_once: int = 10**9) -> None:
        super().__init__("http://jaeger.invalid")
        self.traces = traces
        self.most_at_once = most_at_once
        self.given: list[int] = []

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
        """Return those that came last of those with one span like that."""
        assert isinstance(since, int)
        assert isinstance(until, int)

        def fits(span: Span) -> bool:
            return (
                service in (None, span.service)
                and operation in (None, span.name)
                and since <= span.start_ns <= until
                and span.duration_ns >= (min_duration_ms or 0) * 1e6
            )

        fitting = [each for each in reversed(self.traces) if any(map(fits, each.spans))][:limit]
        if len(fitting) > self.most_at_once:
            raise AnswerTooLong("too long")
        self.given.append(len(fitting))
        return fitting

    def services(self) -> list[str]:
        """Return the services of all."""
        return sorted({span.service for trace in self.traces for span in trace.spans})


def request(number: int, start_ms: float, took_ms: float, **fields: Any) -> Trace:
    """A trace of one span."""
    drawn = trace_of(server("a GET", start_ms, start_ms + took_ms, **fields))
    return Trace(f"{number + 1:032x}", drawn.spans)
