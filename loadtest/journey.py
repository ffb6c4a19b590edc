"""A journey: one visitor's requests, each of which leaves a span and a record."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from loadtest.client_spans import ClientTracing, JourneyTrace, RequestSpan
from loadtest.step_request import StepRequest, write_request
from loadtest.verdict import Verdict, judge
from loadtest.visitor import Entrance, Visitor
from loadtest.wall_clock import NS_PER_S, WallClock
from tracing_sandbox.load.plan import Arrival
from tracing_sandbox.load.planted import CUT_OFF
from tracing_sandbox.load.record import Record


@dataclass(frozen=True)
class Traffic:
    """What all journeys of this process share; `run_key` makes their orders this run's own."""

    entrance: Entrance
    clock: WallClock
    tracing: ClientTracing
    write: Callable[[Record], None]
    run_key: str
    worker: int = 0


@dataclass(frozen=True)
class Sent:
    """A request under way."""

    step: int
    request: StepRequest
    request_id: str
    sent_ns: int
    span: RequestSpan


class Journey:
    """Walks the steps of one arrival; a later one is meant to start when the one before ended."""

    def __init__(self, arrival: Arrival, traffic: Traffic) -> None:
        self._arrival = arrival
        self._traffic = traffic
        self._clock = traffic.clock
        self._intended_ns = traffic.clock.planned_ns(arrival.at_ms)
        self._trace: JourneyTrace = traffic.tracing.begin(arrival.journey, self._intended_ns)
        self._order_id: str | None = None
        self._cut_off = False
        self._error: str | None = None

    def walk(self) -> None:
        """Send all requests, but for those that look at an order of which no id has come."""
        visitor = self._traffic.entrance.enter()
        try:
            for number, step in enumerate(self._arrival.steps):
                request = write_request(step, self._arrival, self._traffic.run_key, self._order_id)
                if request and not self._cut_off:
                    self._ask(visitor, number, request)
        finally:
            self._trace.end(self._intended_ns, self._error)
            visitor.leave()

    def _ask(self, visitor: Visitor, number: int, request: StepRequest) -> None:
        sent = self._begin(number, request)
        answer, finished_ns = self._send(visitor, sent)
        verdict = self._judge(answer, sent, finished_ns)
        sent.span.end(finished_ns, verdict.status, verdict.failure)
        self._traffic.write(self._record(sent, finished_ns, verdict))
        self._order_id = self._order_id or verdict.order_id
        self._error = self._error or verdict.error
        self._intended_ns = finished_ns
        self._cut_off = verdict.failure == CUT_OFF

    def _begin(self, number: int, request: StepRequest) -> Sent:
        sent_ns = self._clock.now_ns()
        self._trace.wait(self._intended_ns, sent_ns)
        span = self._trace.send(request.method, request.path, sent_ns)
        return Sent(number, request, uuid4().hex, sent_ns, span)

    def _send(self, visitor: Visitor, sent: Sent) -> tuple[Any, int]:
        request = sent.request
        return visitor.ask(
            request.method,
            request.path,
            name=request.name,
            json=request.document,
            headers={"X-Request-ID": sent.request_id, **sent.span.headers(), **request.headers},
        )

    def _judge(self, answer: Any, sent: Sent, finished_ns: int) -> Verdict:
        """Judge the answer, and tell Locust."""
        took_s = (finished_ns - sent.sent_ns) / NS_PER_S
        with answer:
            verdict = judge(answer, sent.request, self._arrival.sold_out, took_s, self._order_id)
            if verdict.problem:
                answer.failure(verdict.problem)
            else:
                answer.success()
        return verdict

    def _record(self, sent: Sent, finished_ns: int, verdict: Verdict) -> Record:
        arrival = self._arrival
        return Record(
            arrival=arrival.number,
            step=sent.step,
            journey=arrival.journey,
            name=sent.request.name,
            intended_ns=self._intended_ns,
            sent_ns=sent.sent_ns,
            finished_ns=finished_ns,
            status=verdict.status,
            problem=verdict.problem,
            scenario=arrival.scenario,
            seed=arrival.seed,
            sold_out=arrival.sold_out,
            trace_id=self._trace.trace_id,
            span_id=sent.span.span_id,
            request_id=sent.request_id,
            sampled=sent.span.sampled,
            worker=self._traffic.worker,
        )
