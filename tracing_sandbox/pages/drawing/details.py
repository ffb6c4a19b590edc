"""What a span itself tells: its facts, attributes, events and links; a row of the page opens it."""

from collections.abc import Iterator
from typing import NamedTuple

from tracing_sandbox.pages.drawing.paper import Fact, Paper
from tracing_sandbox.traces.measuring.figures import figure
from tracing_sandbox.traces.measuring.row import Row
from tracing_sandbox.traces.reading.safe_text import safe_text

MOST_EVENTS = 20
MOST_LINKS = 20
LONGEST_MESSAGE = 500

KINDS = {
    "internal": "internal: a step inside the service",
    "server": "server: answers a request",
    "client": "client: asks somebody else, and waits",
    "producer": "producer: sends a message, and does not wait",
    "consumer": "consumer: works on a message",
}


class Happening(NamedTuple):
    """An event: what, how long after the root's start, and what it tells."""

    name: str
    time: str
    facts: list[Fact]


class Reference(NamedTuple):
    """A link to a span of this or another trace."""

    trace_id: str
    span_id: str
    facts: list[Fact]


class Details(NamedTuple):
    """All there is to see of one span; `left_out` says whether the JSON holds more."""

    facts: list[Fact]
    attributes: list[Fact]
    events: list[Happening]
    links: list[Reference]
    resource: list[Fact]
    left_out: bool


def describe(row: Row) -> Details:
    """Describe one span, within a bound for all of it."""
    span, paper = row.span, Paper()
    origin_ns = span.start_ns + row.shift_ns - row.start_ns
    events = [
        Happening(
            safe_text(event.name),
            figure(event.time_ns + row.shift_ns - origin_ns),
            paper.write_all(event.attributes),
        )
        for event in paper.first(span.events, MOST_EVENTS)
    ]
    links = [
        Reference(link.trace_id, link.span_id, paper.write_all(link.attributes))
        for link in paper.first(span.links, MOST_LINKS)
    ]
    attributes, resource = paper.write_all(span.attributes), paper.write_all(span.resource)
    return Details(list(_facts(row)), attributes, events, links, resource, paper.left_out)


def _facts(row: Row) -> Iterator[Fact]:
    span = row.span
    if span.error:
        yield Fact(
            "Status", f"failed: {safe_text(span.status_message, LONGEST_MESSAGE)}".rstrip(": ")
        )
    elif span.status_message:
        yield Fact("Status", safe_text(span.status_message, LONGEST_MESSAGE))
    yield Fact("Kind", KINDS[span.kind])
    yield Fact("Runs", f"from {figure(row.start_ns)} to {figure(row.start_ns + row.duration_ns)}")
    yield Fact("On the critical path", figure(row.on_path_ns) if row.path else "no")
    if row.shift_ns:
        yield Fact("Clock", f"shifted by {figure(row.shift_ns)} to fit the span above")
    yield Fact("Span id", span.span_id)
    if span.parent_id:
        yield Fact("Parent's span id", span.parent_id)
