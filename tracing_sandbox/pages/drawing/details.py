"""What a span itself tells: its facts, attributes, events and links; a row of the page opens it."""

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

from tracing_sandbox.traces.measuring.figures import figure
from tracing_sandbox.traces.measuring.row import Row
from tracing_sandbox.traces.reading.safe_text import ELLIPSIS, safe_text
from tracing_sandbox.traces.reading.span import Attributes, AttributeValue

MOST_EVENTS = 20
MOST_LINKS = 20
LONGEST_MESSAGE = 500
LONGEST_VALUE = 1500
LONGEST_IN_ALL = 8000
MOST_ATTRIBUTES = 60

Item = TypeVar("Item")

KINDS = {
    "internal": "internal: a step inside the service",
    "server": "server: answers a request",
    "client": "client: asks somebody else, and waits",
    "producer": "producer: sends a message, and does not wait",
    "consumer": "consumer: works on a message",
}


class Fact(NamedTuple):
    """A name and a value."""

    name: str
    value: str


class Paper:
    """Room for one span's values; `left_out` says whether some did not fit."""

    def __init__(self) -> None:
        self.room = LONGEST_IN_ALL
        self.left_out = False

    def write_all(self, attributes: Attributes) -> list[Fact]:
        """Write attributes in the order of their names."""
        keys = self.first(sorted(attributes), MOST_ATTRIBUTES)
        return [Fact(safe_text(key), self.write(attributes[key])) for key in keys]

    def write(self, value: AttributeValue) -> str:
        """Write one value, its lines kept; what is cut says how long it was."""
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        most = min(LONGEST_VALUE, self.room)
        self.room -= min(len(text), most)
        shown = "\n".join(safe_text(line, most) for line in text[:most].splitlines())
        if len(text) <= most:
            return shown
        self.left_out = True
        return f"{shown}{ELLIPSIS} ({len(text):,} characters)"

    def first(self, items: Sequence[Item], most: int) -> Sequence[Item]:
        """Keep the first few."""
        self.left_out = self.left_out or len(items) > most
        return items[:most]


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
