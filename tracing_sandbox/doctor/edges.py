"""Edges between spans, `service operation > service operation`: from a file, or off traces."""

from collections.abc import Iterator
from typing import TypeAlias

from tracing_sandbox.traces.reading.safe_text import safe_text
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace

Edge: TypeAlias = tuple[str, str]
Edges: TypeAlias = frozenset[Edge]
ARROW = " > "
EXAMPLE = "frontend POST > inventory POST /reservations"


class BadEdges(ValueError):  # noqa: N818
    """A line is no edge; the message says which, and what was expected."""


def read_edges(text: str) -> Edges:
    """Read one edge a line; blank lines and those that begin with # are passed over."""
    return frozenset(_read(number, line) for number, line in _lines(text))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line


def _read(number: int, line: str) -> Edge:
    sides = [side.strip() for side in f" {line.strip()} ".split(ARROW)]
    if len(sides) != 2 or not all(" " in side for side in sides):
        raise BadEdges(
            f"line {number} is {safe_text(line.strip())!r}; "
            f"expected 'service operation > service operation', for example '{EXAMPLE}'"
        )
    return (_normal(sides[0]), _normal(sides[1]))


def _normal(side: str) -> str:
    service, _, operation = side.partition(" ")
    return f"{service} {operation.strip()}"


def label_of(span: Span) -> str:
    """Name an end of an edge."""
    return f"{span.service} {span.name}"


def service_in(label: str) -> str:
    """Give the service of an end."""
    return label.partition(" ")[0]


def operation_in(label: str) -> str:
    """Give the operation of an end."""
    return label.partition(" ")[2]


def edges_in(trace: Trace) -> Edges:
    """List the edges of a trace."""
    labels = {span.span_id: label_of(span) for span in trace.spans}
    return frozenset(
        (labels[span.parent_id], label_of(span)) for span in trace.spans if span.parent_id in labels
    )
