"""A part of the system that time can be charged to; `account` adds up the segments by part."""

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

from tracing_sandbox.traces.measuring.critical_path import Segment, SegmentKind
from tracing_sandbox.traces.measuring.kinship import server_of
from tracing_sandbox.traces.measuring.tree import NOBODY, SpanTree
from tracing_sandbox.traces.reading.safe_text import safe_text
from tracing_sandbox.traces.reading.span import Span

DATABASE_KEYS = ("db.system.name", "db.system")
PEER_KEYS = ("service.peer.name", "peer.service", "rpc.service", "messaging.system")
NAME_KEYS = (*DATABASE_KEYS, *PEER_KEYS)
ADDRESS_KEYS = ("server.address", "net.peer.name", "network.peer.address", "net.peer.ip")
PORT_KEYS = ("server.port", "net.peer.port", "network.peer.port")


# Which service answers at an address, as far as it is known.
Names: TypeAlias = Mapping[str, str]
NO_NAMES: Names = MappingProxyType({})


# An operation and whom it was to: what makes two calls the same.
Called: TypeAlias = tuple[str, str, str, str]
PartKind: TypeAlias = SegmentKind | Literal["queue"]


class Part(NamedTuple):
    """Where time goes: an operation of a service, and who was waited for where it was a call.

    `target` is the called service (transit), the database or address (wait), the messaging system
    (queue: until the operation took the message), else empty.
    """

    service: str
    operation: str
    kind: PartKind
    target: str = ""

    @property
    def name(self) -> str:
        """Name the operation with its service."""
        return label(self.service, self.operation)

    @property
    def place(self) -> str:
        """Say where the time was spent, to follow '81 ms'."""
        if self.kind == "wait":
            return f"waiting for {self._far_side} ({self.name})"
        if self.kind == "transit":
            return f"between {self.name} and {self._far_side} (network or queue)"
        if self.kind == "gap":
            return f"between tries in {self.name}"
        if self.kind == "queue":
            queue = f" ({safe_text(self.target)})" if self.target else ""
            return f"in the queue{queue} before {self.name}"
        return f"in {self.name}"

    @property
    def subject(self) -> str:
        """Say what took the time, to precede 'took 81 ms'."""
        if self.kind == "own":
            return self.name
        if self.kind == "wait":
            return f"Waiting for {self._far_side} ({self.name})"
        what = {"transit": "way", "gap": "pauses", "queue": "wait"}[self.kind]
        return f"The {what} {self.place}"

    @property
    def _far_side(self) -> str:
        return safe_text(self.target) or "something untraced"


def label(service: str, name: str) -> str:
    """Name a span in a sentence: its service and its own name, made harmless."""
    return safe_text(f"{service} {name}".strip())


def part_of(tree: SpanTree, index: int, kind: SegmentKind, names: Names = NO_NAMES) -> Part:
    """Say which part a span's segments of one kind are charged to."""
    span = tree.spans[index]
    if kind == "wait":
        target = waited_for(span)
        return Part(span.service, span.name, "wait", names.get(target, target))
    if kind == "transit":
        server = server_of(tree, index)
        target = "" if server == NOBODY else tree.spans[server].service
        return Part(span.service, span.name, "transit", target)
    return Part(span.service, span.name, kind)


def waited_for(span: Span) -> str:
    """Name what a call without a SERVER span went to: its database, peer or address."""
    return first_of(span, NAME_KEYS) or address_of(span)


def is_named(span: Span) -> bool:
    """Say whether a call tells more of whom it went to than an address."""
    return bool(first_of(span, NAME_KEYS))


def call_of(span: Span) -> Called:
    """Name what makes two calls the same: operation, and whom they were made to, if they tell."""
    return (span.service, span.kind, span.name, first_of(span, PEER_KEYS) or address_of(span))


def address_of(span: Span) -> str:
    """Give the address that a call went to, with its port where there is one."""
    address, port = first_of(span, ADDRESS_KEYS), first_of(span, PORT_KEYS)
    if not (address and port) or has_port(address):
        return address
    host = f"[{address}]" if ":" in address and not address.startswith("[") else address
    return f"{host}:{port}"


def has_port(address: str) -> bool:
    """Say whether an address names its port; the colons in one of IPv6 begin none."""
    return address.count(":") == 1 or "]:" in address


def names_in(tree: SpanTree) -> dict[str, str | None]:
    """Say which service answered at each address that was called; None where several did."""
    names: dict[str, str | None] = {}
    for index, span in enumerate(tree.spans):
        if span.kind != "client" or not span.attributes or not (address := address_of(span)):
            continue
        server = server_of(tree, index)
        if server != NOBODY:
            learn_names(names, {address: tree.spans[server].service})
    return names


def learn_names(names: dict[str, str | None], others: Mapping[str, str | None]) -> None:
    """Add which services answer at which addresses; an address of several stands for none."""
    for address, name in others.items():
        names[address] = name if names.get(address, name) == name else None


def first_of(span: Span, keys: Iterable[str]) -> str:
    """Take the first of these attributes that a span has, as text."""
    for key in keys:
        if value := span.attributes.get(key):
            return str(value)
    return ""


class Charge(NamedTuple):
    """The time on the critical path that one part took, and the span that took most of it.

    `doubtful_ns` is what of that time nothing may have waited for.
    """

    part: Part
    time_ns: int
    span: int
    doubtful_ns: int = 0


def account(tree: SpanTree, segments: Iterable[Segment], names: Names = NO_NAMES) -> list[Charge]:
    """Add up the segments by part, most time first. The sum is that of the segments."""
    by_span: dict[tuple[int, SegmentKind], int] = {}
    doubtful: dict[tuple[int, SegmentKind], int] = {}
    for span, kind, start_ns, end_ns, certain in segments:
        key = (span, kind)
        by_span[key] = by_span.get(key, 0) + end_ns - start_ns
        if not certain:
            doubtful[key] = doubtful.get(key, 0) + end_ns - start_ns
    totals: dict[Part, list[tuple[int, int, int]]] = {}
    for key, time_ns in by_span.items():
        part = part_of(tree, *key, names)
        totals.setdefault(part, []).append((time_ns, -key[0], doubtful.get(key, 0)))
    charges = [_add_up(part, spans) for part, spans in totals.items()]
    return sorted(charges, key=lambda charge: (-charge.time_ns, charge.part))


def _add_up(part: Part, spans: Collection[tuple[int, int, int]]) -> Charge:
    times, _, doubtful = zip(*spans, strict=True)
    return Charge(part, sum(times), -max(spans)[1], sum(doubtful))
