"""A journey: one visitor's requests, each of which leaves a span and a record."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from loadtest.answer_check import AnswerCheck, check_answer
from loadtest.client_spans import ClientTracing, JourneyTrace, RequestSpan
from loadtest.step_request import StepRequest, write_request
from loadtest.visitor import Entrance, Visitor
from loadtest.wall_clock import NS_PER_S, WallClock
from tracing_sandbox.load.measuring.planted import CUT_OFF
from tracing_sandbox.load.planning.plan import Arrival
from tracing_sandbox.load.recording.record import Record


@dataclass(frozen=True)
class JourneyContext:
    """What all journeys of this process share; `run_key` makes their orders this run's own."""

    entrance: Entrance
    clock: WallClock
    tracing: ClientTracing
    write: Callable[[Record], None]
    run_key: str
    worker: int = 0


@dataclass(frozen=True)
class OpenRequest:
    """A request under way."""

    step: int
    request: StepRequest
    request_id: str
    sent_ns: int
    span: RequestSpan


class Journey:
    """Walks the steps of one arrival; a later one is meant to start when the one before ended."""

    def __init__(self, arrival: Arrival, context: JourneyContext) -> None:
        self._arrival = arrival
        self._context = context
        self._clock = context.clock
        self._intended_ns = context.clock.planned_ns(arrival.at_ms)
        self._trace: JourneyTrace = context.tracing.begin(arrival.journey, self._intended_ns)
        self._order_id: str | None = None
        self._cut_off = False
        self._error: str | None = None

    def walk(self) -> None:
        """Send all requests, but for those that look at an order of which no id has come."""
        visitor = self._context.entrance.enter()
        try:
            for number, step in enumerate(self._arrival.steps):
                request = write_request(step, self._arrival, self._context.run_key, self._order_id)
                if request and not self._cut_off:
                    self._ask(visitor, number, request)
        finally:
            self._trace.end(self._intended_ns, self._error)
            visitor.leave()

    def _ask(self, visitor: Visitor, number: int, request: StepRequest) -> None:
        sent = self._begin(number, request)
        answer, finished_ns = self._send(visitor, sent)
        check = self._check(answer, sent, finished_ns)
        sent.span.end(finished_ns, check.status, check.failure)
        self._context.write(self._record(sent, finished_ns, check))
        self._order_id = self._order_id or check.order_id
        self._error = self._error or check.error
        self._intended_ns = finished_ns
        self._cut_off = check.failure == CUT_OFF

    def _begin(self, number: int, request: StepRequest) -> OpenRequest:
        sent_ns = self._clock.now_ns()
        self._trace.wait(self._intended_ns, sent_ns)
        span = self._trace.send(request.method, request.path, sent_ns)
        return OpenRequest(number, request, uuid4().hex, sent_ns, span)

    def _send(self, visitor: Visitor, sent: OpenRequest) -> tuple[Any, int]:
        request = sent.request
        return visitor.ask(
            request.method,
            request.path,
            name=request.name,
            json=request.document,
            headers={"X-Request-ID": sent.request_id, **sent.span.headers(), **request.headers},
        )

    def _check(self, answer: Any, sent: OpenRequest, finished_ns: int) -> AnswerCheck:
        """Check the answer, and tell Locust."""
        took_s = (finished_ns - sent.sent_ns) / NS_PER_S
        with answer:
            check = check_answer(
                answer, sent.request, self._arrival.sold_out, took_s, self._order_id
            )
            if check.problem:
                answer.failure(check.problem)
            else:
                answer.success()
        return check

    def _record(self, sent: OpenRequest, finished_ns: int, check: AnswerCheck) -> Record:
        arrival = self._arrival
        return Record(
            arrival=arrival.number,
            step=sent.step,
            journey=arrival.journey,
            name=sent.request.name,
            intended_ns=self._intended_ns,
            sent_ns=sent.sent_ns,
            finished_ns=finished_ns,
            status=check.status,
            problem=check.problem,
            scenario=arrival.scenario,
            seed=arrival.seed,
            sold_out=arrival.sold_out,
            trace_id=self._trace.trace_id,
            span_id=sent.span.span_id,
            request_id=sent.request_id,
            sampled=sent.span.sampled,
            worker=self._context.worker,
        )
