"""One span as a service reported it; a `Trace` holds all of them under one trace id."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

SpanKind: TypeAlias = Literal["internal", "server", "client", "producer", "consumer", "unspecified"]
AttributeValue: TypeAlias = (
    "str | bool | int | float | list[AttributeValue] | dict[str, AttributeValue] | None"
)
Attributes: TypeAlias = Mapping[str, AttributeValue]

NO_ATTRIBUTES: Attributes = MappingProxyType({})
UNKNOWN_SERVICE = "unknown_service"


class Resource(NamedTuple):
    """What reported a span: its service, and what is known of that."""

    service: str
    attributes: Attributes


NO_RESOURCE = Resource(UNKNOWN_SERVICE, NO_ATTRIBUTES)


def _no_attributes() -> Attributes:
    return NO_ATTRIBUTES


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at one moment of a span, such as an exception."""

    name: str
    time_ns: int
    attributes: Attributes = field(default_factory=_no_attributes)


@dataclass(frozen=True, slots=True)
class Link:
    """A reference from a span to a span that is not its parent, often of another trace."""

    trace_id: str
    span_id: str
    attributes: Attributes = field(default_factory=_no_attributes)


@dataclass(frozen=True, slots=True)
class Span:
    """One timed piece of work; times are integer nanoseconds since 1970.

    Ids are lower-case hex, or whatever text the tracer has for them. `parent_id` is None on a root.
    `end_ns` is never before `start_ns`, and equals it on a span that has not ended (`unfinished`).
    `status_unknown` says that the status is none that is known: it may have failed.
    `kind` is 'unspecified' where the given one is not known. `parent_is_remote` says whether the
    parent is in another process, and is None on a root and where the format does not tell.
    """

    trace_id: str
    span_id: str
    parent_id: str | None
    service: str
    name: str
    kind: SpanKind
    start_ns: int
    end_ns: int
    error: bool = False
    status_message: str = ""
    attributes: Attributes = field(default_factory=_no_attributes)
    resource: Attributes = field(default_factory=_no_attributes)
    events: tuple[Event, ...] = ()
    links: tuple[Link, ...] = ()
    unfinished: bool = False
    status_unknown: bool = False
    parent_is_remote: bool | None = None

    @property
    def duration_ns(self) -> int:
        """Say how long the span took."""
        return self.end_ns - self.start_ns
