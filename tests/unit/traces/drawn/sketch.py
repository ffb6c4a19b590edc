"""Traces drawn by hand for a test: nested spans with starts and ends in milliseconds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tracing_sandbox.traces.reading.span import Span, SpanKind
from tracing_sandbox.traces.reading.trace import Trace

TRACE_ID = "0123456789abcdef0123456789abcdef"
MS = 1_000_000
ORIGIN_NS = 1_750_000_000_000_000_000


@dataclass
class Node:
    """A span to be, and those beneath it."""

    service: str
    name: str
    kind: SpanKind
    start_ms: float
    end_ms: float
    children: tuple["Node", ...] = ()
    fields: dict[str, Any] = field(default_factory=dict)


def server(name: str, start: float, end: float, *children: Node, **fields: Any) -> Node:
    return _node("server", name, start, end, children, fields)


def internal(name: str, start: float, end: float, *children: Node, **fields: Any) -> Node:
    return _node("internal", name, start, end, children, fields)


def client(name: str, start: float, end: float, *children: Node, **fields: Any) -> Node:
    return _node("client", name, start, end, children, fields)


def producer(name: str, start: float, end: float, *children: Node, **fields: Any) -> Node:
    return _node("producer", name, start, end, children, fields)


def consumer(name: str, start: float, end: float, *children: Node, **fields: Any) -> Node:
    return _node("consumer", name, start, end, children, fields)


def query(name: str, start: float, end: float, **fields: Any) -> Node:
    """A call to a database, which reports no span of its own."""
    return client(name, start, end, attributes={"db.system.name": "postgresql"}, **fields)


def _node(
    kind: SpanKind,
    name: str,
    start: float,
    end: float,
    children: tuple[Node, ...],
    fields: dict[str, Any],
) -> Node:
    service, _, operation = name.partition(" ")
    return Node(service, operation, kind, start, end, children, fields)


def trace_of(*roots: Node, without: str = "") -> Trace:
    """Make a trace; names are 'service operation', ids count up, `without` names a lost span."""
    spans = [span for span in _spans(roots) if f"{span.service} {span.name}" != without]
    return Trace(TRACE_ID, tuple(spans))


def _spans(roots: tuple[Node, ...]) -> Iterator[Span]:
    number = 0
    waiting: list[tuple[Node, str | None]] = [(root, None) for root in reversed(roots)]
    while waiting:
        node, parent_id = waiting.pop()
        number += 1
        span_id = f"{number:016x}"
        yield Span(
            **{
                "trace_id": TRACE_ID,
                "span_id": span_id,
                "parent_id": parent_id,
                "service": node.service,
                "name": node.name,
                "kind": node.kind,
                "start_ns": ORIGIN_NS + round(node.start_ms * MS),
                "end_ns": ORIGIN_NS + round(node.end_ms * MS),
            }
            | node.fields
        )
        waiting += [(child, span_id) for child in reversed(node.children)]
