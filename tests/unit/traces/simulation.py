"""A small simulated system: threads of execution that take time and record spans as they go.

Nothing here knows how a trace is analysed. Code runs on a clock of its own; a span opens and
closes when the code says so, and everything that takes time does so through `Thread.take`.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from tracing_sandbox.traces.reading.span import AttributeValue, Span, SpanKind
from tracing_sandbox.traces.reading.trace import Trace

MS = 1_000_000
EPOCH_NS = 1_750_000_000 * 1_000_000_000
JITTER = 0.25
HICCUP_RATE = 0.02
HICCUP_MS = 4.0


class StepFailed(Exception):  # noqa: N818
    """Something in the simulated system failed; the message is what a span would report."""


@dataclass
class Plan:
    """What is different in one run: planted delays and failures by place, clocks, lost spans.

    A place is (service, operation, what), with what one of work, network, database, remote, pause.
    """

    delays_ms: dict[tuple[str, str, str], float] = field(default_factory=dict)
    failures: dict[tuple[str, str], str] = field(default_factory=dict)
    failing_times: dict[tuple[str, str], int] = field(default_factory=dict)
    slower: float = 1.0
    cold: frozenset[str] = frozenset()
    clock_offsets_ms: Mapping[str, float] = field(default_factory=dict)
    lose: Callable[[Span], bool] = lambda span: False
    deliver_twice: bool = False
    queries_per_item: int = 1
    calls_per_item: int = 1
    marks_inner_errors: bool = True


class System:
    """One run of one operation: makes ids, draws times, keeps the spans."""

    def __init__(self, seed: int, plan: Plan | None = None) -> None:
        self.rng = random.Random(seed)
        self.plan = plan or Plan()
        self.trace_id = f"{self.rng.getrandbits(128) | 1:032x}"
        self.spans: list[Span] = []
        self.started: set[str] = set()

    def thread(self, service: str) -> "Thread":
        return Thread(self, service, None, EPOCH_NS + self.rng.randrange(10**12), "")

    def natural_ms(self, ms: float) -> float:
        drawn = ms * self.plan.slower * self.rng.lognormvariate(0.0, JITTER)
        if self.rng.random() < HICCUP_RATE:
            drawn += self.rng.expovariate(1 / HICCUP_MS)
        return drawn

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

    def take(self, ms: float, what: str = "work") -> None:
        """Spend about so many milliseconds, and what the plan adds at this place."""
        plan = self.system.plan
        place = (self.service, self.operation, what)
        extra = plan.delays_ms.get(place, 0.0)
        if what == "work":
            plan.delays_ms.pop(place, None)
        self.now_ns += round((self.system.natural_ms(ms) + extra) * MS)

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

    def fail_if_planned(self) -> None:
        """Raise the failure that the plan has for this operation, as often as it has it."""
        place = (self.service, self.operation)
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
            self.take(ms, "database")
            self.fail_if_planned()

    def call_untraced(self, host: str, method: str, ms: float) -> None:
        """Call something that is not instrumented."""
        with self.span(
            method, "client", http__request__method=method, server__address=host
        ) as client:
            self.take(ms, "remote")
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
        with self.span(
            method, "client", http__request__method=method, server__address=service
        ) as client:
            called_ns = self.now_ns
            self.take(0.4, "network")
            self.fail_if_planned()
            far = Thread(self.system, service, self.parent_id, self.now_ns, "")
            failure = far.serve(f"{method} {route}", handle)
            answered_ns = far.now_ns
            if patience_ms is not None and answered_ns - called_ns > patience_ms * MS:
                self.now_ns = called_ns + round(patience_ms * MS)
                raise StepFailed("ReadTimeout: no answer in time")
            self.now_ns = answered_ns
            self.now_ns += round(self.system.natural_ms(0.4) * MS)
            client.attributes["http__response__status_code"] = 502 if failure else 200
            if failure:
                raise StepFailed(f"502 from {service}")

    def serve(self, name: str, handle: Callable[["Thread"], None]) -> bool:
        """Handle one request in a server span; say whether it failed. Nothing is passed on."""
        try:
            with self.span(name, "server"):
                self._warm_up()
                handle(self)
                self.take(0.5)
        except StepFailed:
            return True
        return False

    def _warm_up(self) -> None:
        """Take longer at the first request after a start: imports, connections, caches."""
        plan, system = self.system.plan, self.system
        if self.service in plan.cold and self.service not in system.started:
            system.started.add(self.service)
            self.now_ns += round(system.natural_ms(90.0) * MS)
