"""What one run of a program leaves: its spans, as a tracer writes them, and the truth about it.

The truth are the pieces of work, and the decisions: who was waited for wherever somebody waited.
A `Flow` is the place in the program at which a coroutine stands: its service and current span.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

from tests.unit.traces.programs.running.machine import Coroutine, Machine, Slots
from tracing_sandbox.traces.reading.span import AttributeValue, Span, SpanKind
from tracing_sandbox.traces.reading.trace import Trace

TRACE_ID = "c" * 32
BASE_NS = 1_750_000_000_000_000_000

Nature: TypeAlias = Literal["own", "network", "remote"]


class Piece(NamedTuple):
    """A piece of work as it was done; times are nanoseconds since the root's start.

    own: work of the span itself. network: a call on its way. remote: work of one who reports none.
    """

    piece_id: str
    span_id: str
    nature: Nature
    start_ns: int
    end_ns: int

    @property
    def length_ns(self) -> int:
        """Say how long it took."""
        return self.end_ns - self.start_ns


class Recording:
    """The spans, pieces and decisions of one run, and the machine that it runs on."""

    def __init__(self, faster: Mapping[str, int]) -> None:
        self.machine = Machine()
        self.faster = faster
        self.flows: list[Flow] = []
        self.pieces: list[Piece] = []
        self.decisions: dict[object, object] = {}
        self._slots: dict[str, Slots] = {}

    def slots(self, name: str, limit: int) -> Slots:
        """Find what is shared under a name: a lock, the workers of a queue."""
        return self._slots.setdefault(name, Slots(self.machine, limit))

    def trace(self) -> Trace:
        """Write down what a tracer would have."""
        return Trace(TRACE_ID, tuple(flow.span() for flow in self.flows))


class Flow:
    """A span under way, and whoever works in it."""

    __slots__ = (
        "attributes", "end_ns", "error", "kind", "name", "parent_id", "recording", "service",
        "span_id", "start_ns",
    )  # fmt: skip

    def __init__(
        self,
        recording: Recording,
        parent_id: str | None,
        service: str,
        name: str,
        kind: SpanKind,
        error: bool,
        attributes: Mapping[str, AttributeValue],
    ) -> None:
        self.recording = recording
        self.parent_id = parent_id
        self.service = service
        self.name = name
        self.kind: SpanKind = kind
        self.error = error
        self.attributes = attributes
        self.start_ns = self.end_ns = recording.machine.now_ns
        recording.flows.append(self)
        self.span_id = f"{len(recording.flows):016x}"

    def open(
        self,
        name: str,
        kind: SpanKind,
        attributes: Mapping[str, AttributeValue],
        service: str = "",
        error: bool = False,
    ) -> "Flow":
        """Begin a span beneath this one."""
        service = service or self.service
        return Flow(self.recording, self.span_id, service, name, kind, error, attributes)

    def close(self) -> None:
        """End the span now."""
        self.end_ns = self.recording.machine.now_ns

    def spend(self, piece_id: str, nature: Nature, ns: int) -> Coroutine:
        """Do a piece of work, in less time if this run has it faster."""
        recording = self.recording
        start_ns = recording.machine.now_ns
        yield ns - recording.faster.get(piece_id, 0)
        end_ns = recording.machine.now_ns
        recording.pieces.append(Piece(piece_id, self.span_id, nature, start_ns, end_ns))

    def decide(self, place: object, waited_for: object) -> None:
        """Note who was waited for at a place of the program."""
        self.recording.decisions[place] = waited_for

    def span(self) -> Span:
        """Write down the span."""
        return Span(
            trace_id=TRACE_ID,
            span_id=self.span_id,
            parent_id=self.parent_id,
            service=self.service,
            name=self.name,
            kind=self.kind,
            start_ns=BASE_NS + self.start_ns,
            end_ns=BASE_NS + self.end_ns,
            error=self.error,
            attributes=self.attributes,
        )
