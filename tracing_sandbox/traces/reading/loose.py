"""Spans that stand where no format has them, so that none is lost in silence."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

DEEPEST = 8
TRACE_KEYS = frozenset({"traceId", "trace_id", "traceID"})
SPAN_KEYS = frozenset({"spanId", "span_id", "spanID", "id"})
# A link has ids as well, but neither a name nor a time.
OTHER_KEYS = frozenset(
    {"name", "operationName", "startTimeUnixNano", "start_time_unix_nano", "startTime"}
    | {"endTimeUnixNano", "end_time_unix_nano", "timestamp", "start_time", "duration"}
)


def items_of(value: object) -> Iterable[Any]:
    """List what a key holds; nulls are nothing, and what is no list stands for its only item."""
    if value is None:
        return ()
    return _without_nulls(value) if isinstance(value, list) else (value,)


def _without_nulls(values: list[Any]) -> Iterator[Any]:
    return (item for item in values if item is not None)


def looks_like_span(value: object) -> bool:
    """Say whether an object names a trace and a span, and has a name or a time."""
    if not isinstance(value, Mapping):
        return False
    return not any(keys.isdisjoint(value) for keys in (TRACE_KEYS, SPAN_KEYS, OTHER_KEYS))


def loose_spans(
    owner: Mapping[str, Any], place: str, known: frozenset[str]
) -> Iterator[tuple[str, Any]]:
    """Yield what looks like a span beneath the keys that are not `known`, each with its place."""
    for key, value in owner.items():
        if key not in known and isinstance(value, list | Mapping):
            yield from _beneath(value, f"{place}.{key}" if place else key, DEEPEST)


def _beneath(value: object, place: str, deeper: int) -> Iterator[tuple[str, Any]]:
    if looks_like_span(value):
        yield place, value
    elif deeper and isinstance(value, Mapping):
        for key, item in value.items():
            yield from _beneath(item, f"{place}.{key}", deeper - 1)
    elif deeper and isinstance(value, list):
        for number, item in enumerate(value):
            yield from _beneath(item, f"{place}[{number}]", deeper - 1)
