"""A small simulated system: threads of execution that take time and record spans as they go.

Nothing here knows how a trace is analysed. Code runs on a clock of its own; a span opens and
closes when the code says so, and everything that takes time does so through `Thread.take`.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.unit.traces.simulated.plan import Callee, Place, Plan
from tracing_sandbox.traces.reading.span import AttributeValue, Span, SpanKind
from tracing_sandbox.traces.reading.trace import Trace

MS = 1_000_000
EPOCH_NS = 1_750_000_000 * 1_000_000_000
JITTER = 0.25
HICCUP_RATE = 0.02
HICCUP_MS = 4.0
DONE = 200
FAILED = 500


class StepFailed(Exception):  # noqa: N818
    """Something in the simulated system failed; the message is what a span would report."""


class Refused(Exception):  # noqa: N818
    """A service refuses a request: the one who asked is at fault, and nothing is broken."""

    def __init__(self, status: int) -> None:
        super().__init__(f"refused with {status}")
        self.status = status


class CutShort(Exception):  # noqa: N818
    """Code returns early, or swallows an error, and answers as if it had done everything."""


class System:
    """One run of one operation: makes ids, draws times, keeps the spans.

    What a plan adds is drawn from a `luck` of its own: the rest is the same with it and without.
    """

    def __init__(self, seed: int, plan: Plan | None = None, began_ns: int | None = None) -> None:
        self.seed = seed
        self.rng = random.Random(seed)
        self.luck = random.Random(f"luck {seed}")
        self.plan = plan or Plan()
        self.began_ns = began_ns
        self.added_ms: dict[Place, float] = {}
        self.usual_ms: dict[Place, float] = {}
        self.trace_id = f"{self.rng.getrandbits(128) | 1:032x}"
        self.spans: list[Span] = []
        self.started: set[str] = set()

    def thread(self, service: str) -> "Thread":
        drawn_ns = EPOCH_NS + self.rng.randrange(10**12)
        return Thread(self, service, None, drawn_ns if self.began_ns is None else self.began_ns, "")

    def natural_ms(self, ms: float) -> float:
        drawn = ms * self.plan.slower * self.rng.lognormvariate(0.0, JITTER)
        if self.rng.random() < HICCUP_RATE:
            drawn += self.rng.expovariate(1 / HICCUP_MS)
        return drawn

    def add_ms(self, place: Place, natural_ms: float) -> float:
        """Draw what slowings add to a visit, and keep both in mind: they are the truth."""
        at_it = [slowing for slowing in self.plan.slowings if slowing.is_at(place)]
        added = sum(slowing.draw_ms(self.luck, natural_ms) for slowing in at_it)
        if at_it:
            self.added_ms[place] = self.added_ms.get(place, 0.0) + added
            self.usual_ms[place] = self.usual_ms.get(place, 0.0) + natural_ms
        return added

    def trace(self) -> Trace:
        kept = [span for span in self.spans if not self.plan.lose(span)]
        copies = [span for span in kept if self.plan.deliver_twice and self.rng.random() < 0.5]
        delivered = [*kept, *copies]
        self.rng.shuffle(delivered)
        return Trace(self.trace_id, tuple(delivered))


@dataclass
class OpenSpan:
    """A span that has begun; what is set here is recorded when it ends."""

    span_id: str
    attributes: dict[str, AttributeValue]
    error: bool = False
    message: str = ""


@dataclass
class Thread:
    """Code that runs in one service, at one moment, beneath one span."""

    system: System
    service: str
    parent_id: str | None
    now_ns: int
    operation: str

    def take(self, ms: float, what: str = "work", toward: str = "") -> None:
        """Spend about so many milliseconds, and what the plan adds at this place."""
        plan = self.system.plan
        place = (self.service, self.operation, what)
        extra = plan.delays_ms.get(place, 0.0)
        if what == "work":
            plan.delays_ms.pop(place, None)
        natural = self.system.natural_ms(ms)
        extra += self.system.add_ms(Place(*place, toward), natural)
        self.now_ns += round((natural + extra) * MS)

    def fork(self) -> "Thread":
        return Thread(self.system, self.service, self.parent_id, self.now_ns, self.operation)

    def join(self, *threads: "Thread") -> None:
        self.now_ns = max(self.now_ns, *(thread.now_ns for thread in threads))

    @contextmanager
    def span(
        self, name: str, kind: SpanKind = "internal", **attributes: AttributeValue
    ) -> Iterator[OpenSpan]:
        """Record a span around what happens; a failure passes on, and marks it as it would."""
        opened = OpenSpan(f"{self.system.rng.getrandbits(64) | 1:016x}", dict(attributes))
        outer, outer_operation, start_ns = self.parent_id, self.operation, self.now_ns
        self.parent_id, self.operation = opened.span_id, name
        try:
            yield opened
        except StepFailed as failure:
            if kind != "internal" or self.system.plan.marks_inner_errors:
                opened.error, opened.message = True, str(failure)
            raise
        finally:
            self.parent_id, self.operation = outer, outer_operation
            self._record(name, kind, start_ns, opened)

    def _record(self, name: str, kind: SpanKind, start_ns: int, opened: OpenSpan) -> None:
        shift = round(self.system.plan.clock_offsets_ms.get(self.service, 0.0) * MS)
        self.system.spans.append(
            Span(
                trace_id=self.system.trace_id,
                span_id=opened.span_id,
                parent_id=self.parent_id,
                service=self.service,
                name=name,
                kind=kind,
                start_ns=start_ns + shift,
                end_ns=self.now_ns + shift,
                error=opened.error,
                status_message=opened.message,
                attributes={key.replace("__", "."): v for key, v in opened.attributes.items()},
                resource={"service.name": self.service},
            )
        )

    def fail_if_planned(self, operation: str | None = None) -> None:
        """Raise the failure that the plan has for this operation, as often as it has it."""
        place = (self.service, operation or self.operation)
        message = self.system.plan.failures.get(place)
        if message is None:
            return
        left = self.system.plan.failing_times.get(place, 1_000_000)
        if left > 0:
            self.system.plan.failing_times[place] = left - 1
            raise StepFailed(message)

    def query(self, name: str, ms: float, system: str = "postgresql") -> None:
        """Ask the database, which reports no span of its own."""
        with self.span(name, "client", db__system__name=system, server__address=f"{system}-1"):
            self.take(ms, "database", system)
            self.fail_if_planned()

    def call_untraced(self, host: str, method: str, ms: float) -> None:
        """Call something that is not instrumented."""
        with self.span(
            method, "client", http__request__method=method, server__address=host
        ) as client:
            self.take(ms, "remote", host)
            self.fail_if_planned()
            client.attributes["http__response__status_code"] = 200

    def call(
        self,
        service: str,
        method: str,
        route: str,
        handle: Callable[["Thread"], None],
        patience_ms: float | None = None,
    ) -> None:
        """Call a traced service over the network, and wait for its answer or lose patience."""
        if self.passes_over(Callee(service, f"{method} {route}")):
            return
        with self.span(method, "client", **self._request(service, method)) as client:
            called_ns = self.now_ns
            self.take(0.4, "network", service)
            self.fail_if_planned()
            self.fail_if_planned(f"{method} {service}")
            far = Thread(self.system, service, self.parent_id, self.now_ns, "")
            status = far.serve(f"{method} {route}", handle)
            answered_ns = far.now_ns
            if patience_ms is not None and answered_ns - called_ns > patience_ms * MS:
                self.now_ns = called_ns + round(patience_ms * MS)
                raise StepFailed("ReadTimeout: no answer in time")
            self.now_ns = answered_ns
            self.now_ns += round(self.system.natural_ms(0.4) * MS)
            client.attributes["http__response__status_code"] = 502 if status == FAILED else status
            if status == FAILED:
                raise StepFailed(f"502 from {service}")
            client.error = status != DONE
        if status != DONE:
            raise Refused(status)

    def passes_over(self, callee: Callee) -> bool:
        """Say whether a call is left out this time; the answer may be given before it."""
        plan = self.system.plan
        if callee in plan.stops_at:
            raise CutShort
        return callee in plan.skips and self.system.luck.random() < plan.skips[callee]

    def _request(self, service: str, method: str) -> dict[str, AttributeValue]:
        plan = self.system.plan
        request: dict[str, AttributeValue] = {"http__request__method": method}
        if service not in plan.addresses:
            return request | {"server__address": service}
        host, port = plan.addresses[service]
        request |= {"server__address": host, "server__port": port}
        return request | {"peer__service": service} if plan.names_peers else request

    def serve(self, name: str, handle: Callable[["Thread"], None]) -> int:
        """Handle one request in a server span, and give its status. No failure is passed on."""
        status = FAILED
        try:
            with self.span(name, "server", http__response__status_code=status) as server:
                self._warm_up()
                place = Place(self.service, name, "entry", "")
                self.now_ns += round(self.system.add_ms(place, 0.0) * MS)
                status = self._answer(handle)
                server.attributes["http__response__status_code"] = status
        except StepFailed:
            return FAILED
        return status

    def _answer(self, handle: Callable[["Thread"], None]) -> int:
        try:
            handle(self)
        except Refused as refusal:
            return refusal.status
        except CutShort:
            return DONE
        self.take(0.5)
        return DONE

    def refuse_if_planned(self) -> None:
        """Refuse the request if the plan says so of this service."""
        if self.service in self.system.plan.refuses:
            raise Refused(self.system.plan.refuses[self.service])

    def _warm_up(self) -> None:
        """Take longer at the first request after a start: imports, connections, caches."""
        plan, system = self.system.plan, self.system
        if self.service in plan.cold and self.service not in system.started:
            system.started.add(self.service)
            self.now_ns += round(system.natural_ms(90.0) * MS)
