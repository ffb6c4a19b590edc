"""Spans that stand where no format has them, so that none is lost in silence."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from tracing_sandbox.traces.reading.span import NO_RESOURCE, Resource

TRACE_KEYS = frozenset({"traceId", "trace_id", "traceID"})
SPAN_KEYS = frozenset({"spanId", "span_id", "spanID"})
ID_KEYS = SPAN_KEYS | {"id"}
END_KEYS = frozenset(
    {"endTimeUnixNano", "end_time_unix_nano", "endTime", "end_time", "duration", "durationNano"}
)
# A link has ids as well, but neither a name nor a time.
OTHER_KEYS = END_KEYS | {
    *("name", "operationName", "startTimeUnixNano", "start_time_unix_nano", "startTime"),
    *("timestamp", "start_time"),
}
# A record of a log may have ids, a name and a time; but it has a text, and lasts no time.
LOG_KEYS = frozenset(
    {"level", "severity", "severityText", "severityNumber", "severity_text", "lvl", "logger"}
    | {"msg", "message", "body", "event", "log"}
)


# What events, links, logs and references have in any format.
DETAIL_FIELDS = frozenset(
    {"name", "timeUnixNano", "time_unix_nano", "timestamp", "time", "attributes", "fields", "value"}
    | {"droppedAttributesCount", "dropped_attributes_count", "traceState", "trace_state", "flags"}
    | {"context", "endpoint", "refType", *TRACE_KEYS, *SPAN_KEYS}
)


class Leftover(NamedTuple):
    """What a format gave no meaning: where it stands, and the resource that it stands under."""

    place: str
    value: Any
    resource: Resource = NO_RESOURCE

    def parts(self) -> Iterator["Leftover"]:
        """Yield what stands directly in it and may hold something."""
        for key, item in _entries(self.value):
            if isinstance(item, list | Mapping):
                yield Leftover(f"{self.place}{key}", item, self.resource)


def _entries(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        return ((f".{key}", item) for key, item in value.items())
    return ((f"[{number}]", item) for number, item in enumerate(value))


def items_of(value: object) -> Iterable[Any]:
    """List what a key holds; nulls are nothing, and what is no list stands for its only item."""
    if value is None:
        return ()
    return _without_nulls(value) if isinstance(value, list) else (value,)


def _without_nulls(values: list[Any]) -> Iterator[Any]:
    return (item for item in values if item is not None)


def looks_like_span(fields: Mapping[str, Any]) -> bool:
    """Say whether an object names a trace and a span, has a name or a time, and is no log's."""
    if any(keys.isdisjoint(fields) for keys in (TRACE_KEYS, ID_KEYS, OTHER_KEYS)):
        return False
    return LOG_KEYS.isdisjoint(fields) or not END_KEYS.isdisjoint(fields)


def may_be_another(value: object, trace_key: str) -> bool:
    """Say whether what is no span by this key of its trace holds some, or is one otherwise."""
    if isinstance(value, Mapping) and not TRACE_KEYS.isdisjoint(value):
        return trace_key not in value and looks_like_span(value)
    is_a_part = isinstance(value, Mapping) and ("context" in value or not ID_KEYS.isdisjoint(value))
    return not is_a_part and may_hold_spans(value)


def may_hold_spans(value: object) -> bool:
    """Say whether the id of a span stands anywhere in a value, however deep."""
    if not isinstance(value, list | Mapping):
        return False
    found = [Leftover("", value)]
    while found:
        left = found.pop()
        if isinstance(left.value, Mapping) and _names_a_span(left.value):
            return True
        found.extend(left.parts())
    return False


def _names_a_span(fields: Mapping[str, Any]) -> bool:
    return not SPAN_KEYS.isdisjoint(fields) or ("traceId" in fields and "id" in fields)
