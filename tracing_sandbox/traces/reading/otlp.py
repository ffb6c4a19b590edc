"""OTLP JSON made into spans: what the Collector's file exporter writes and Jaeger answers.

The format is the JSON mapping of opentelemetry-proto's `TracesData`: ids in hex, 64-bit numbers
as strings, enumerations as numbers. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
"""

from collections.abc import Callable, Iterator, Mapping
from math import isfinite
from typing import Any

from tracing_sandbox.traces.reading.field import (
    FieldError,
    as_object,
    read_hex_id,
    read_items,
    read_list,
    read_nanoseconds,
    read_object,
    read_objects,
    read_text,
    shown,
)
from tracing_sandbox.traces.reading.span import (
    NO_ATTRIBUTES,
    Attributes,
    AttributeValue,
    Event,
    Link,
    Span,
    SpanKind,
)
from tracing_sandbox.traces.reading.trace import BadSpan, Reading, group_by_trace

KINDS: Mapping[object, SpanKind] = {
    **dict.fromkeys((None, 0, "SPAN_KIND_UNSPECIFIED"), "internal"),
    **dict.fromkeys((1, "SPAN_KIND_INTERNAL"), "internal"),
    **dict.fromkeys((2, "SPAN_KIND_SERVER"), "server"),
    **dict.fromkeys((3, "SPAN_KIND_CLIENT"), "client"),
    **dict.fromkeys((4, "SPAN_KIND_PRODUCER"), "producer"),
    **dict.fromkeys((5, "SPAN_KIND_CONSUMER"), "consumer"),
}
ERROR_CODES = (2, "STATUS_CODE_ERROR")
UNKNOWN_SERVICE = "unknown_service"
DEEPEST_VALUE = 32


def read_otlp(document: Mapping[str, Any], source: str, prefix: str = "") -> Reading:
    """Read the traces of one `{"resourceSpans": [...]}` document.

    `source` and `prefix` only name the place in the reports on bad spans.
    """
    spans: list[Span] = []
    bad_spans: list[BadSpan] = []
    for place, resource, raw in _raw_spans(document, prefix):
        try:
            spans.append(read_span(raw, resource.read()))
        except FieldError as error:
            bad_spans.append(bad_span(raw, source, place, str(error)))
    return group_by_trace(spans, bad_spans)


def bad_span(raw: object, source: str, place: str, fault: str) -> BadSpan:
    """Report a span that could not be read, with what can be said of its ids."""
    fields = raw if isinstance(raw, Mapping) else {}
    trace_id = str(fields.get("traceId") or fields.get("traceID") or "").lower()
    span_id = str(fields.get("spanId") or fields.get("spanID") or "").lower()
    return BadSpan(source, place, trace_id, span_id, fault)


class _Resource:
    """The resource that many spans share, read once; a bad one makes every span of it bad."""

    def __init__(self, resource_spans: object) -> None:
        self.resource_spans = resource_spans
        self.attributes: Attributes | None = None

    def read(self) -> Attributes:
        if self.attributes is None:
            owner = as_object(self.resource_spans, "resourceSpans")
            self.attributes = read_attributes(read_object(owner, "resource"))
        return self.attributes


def _raw_spans(document: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, _Resource, Any]]:
    for i, resource_spans in enumerate(read_items(document, "resourceSpans")):
        resource = _Resource(resource_spans)
        for j, scope_spans in enumerate(read_items(resource_spans, "scopeSpans")):
            for k, raw in enumerate(read_items(scope_spans, "spans")):
                yield f"{prefix}resourceSpans[{i}].scopeSpans[{j}].spans[{k}]", resource, raw


def read_span(raw: object, resource: Attributes) -> Span:
    """Read one span; raise `FieldError` naming the field at fault and what was expected."""
    if not isinstance(raw, Mapping):
        raise FieldError(f"is {shown(raw)}; expected a JSON object with traceId, spanId and times")
    status = read_object(raw, "status")
    start_ns = read_nanoseconds(raw, "startTimeUnixNano")
    end_ns = read_nanoseconds(raw, "endTimeUnixNano")
    if end_ns < start_ns:
        raise FieldError(f"endTimeUnixNano {end_ns} is before startTimeUnixNano {start_ns}")
    return Span(
        trace_id=read_hex_id(raw, "traceId", 32),
        span_id=read_hex_id(raw, "spanId", 16),
        parent_id=read_hex_id(raw, "parentSpanId", 16, optional=True) or None,
        service=str(resource.get("service.name") or UNKNOWN_SERVICE),
        name=read_text(raw, "name"),
        kind=_read_kind(raw.get("kind")),
        start_ns=start_ns,
        end_ns=end_ns,
        error=status.get("code") in ERROR_CODES,
        status_message=read_text(status, "message"),
        attributes=read_attributes(raw),
        resource=resource,
        events=_read_each(raw, "events", _read_event),
        links=_read_each(raw, "links", _read_link),
    )


def _read_kind(kind: object) -> SpanKind:
    try:
        return KINDS[kind]
    except (KeyError, TypeError):
        raise FieldError(
            f"kind is {shown(kind)}; expected 0 to 5, for example 2 for a server"
        ) from None


def _read_each(
    raw: Mapping[str, Any], key: str, read: Callable[[Mapping[str, Any]], Any]
) -> tuple[Any, ...]:
    return tuple(read(item) for item in read_objects(raw, key)) if key in raw else ()


def _read_event(raw: Mapping[str, Any]) -> Event:
    time_ns = read_nanoseconds(raw, "timeUnixNano") if raw.get("timeUnixNano") else 0
    return Event(read_text(raw, "name"), time_ns, read_attributes(raw))


def _read_link(raw: Mapping[str, Any]) -> Link:
    trace_id = read_hex_id(raw, "traceId", 32)
    return Link(trace_id, read_hex_id(raw, "spanId", 16), read_attributes(raw))


def read_attributes(owner: Mapping[str, Any]) -> Attributes:
    """Read the `attributes` list of a span, resource, event or link as a mapping."""
    if not owner.get("attributes"):
        return NO_ATTRIBUTES
    pairs = read_objects(owner, "attributes")
    return {read_text(pair, "key"): read_any_value(pair.get("value")) for pair in pairs}


def read_any_value(value: object, level: int = 0) -> AttributeValue:
    """Read one `AnyValue`; a number that JSON cannot hold (NaN, infinity) becomes text."""
    if not isinstance(value, Mapping) or not value:
        return None
    if level > DEEPEST_VALUE:
        raise FieldError(f"attribute value is nested more than {DEEPEST_VALUE} levels deep")
    kind, content = next(iter(value.items()))
    if kind == "arrayValue":
        items = read_list(as_object(content, kind), "values")
        return [read_any_value(item, level + 1) for item in items]
    if kind == "kvlistValue":
        pairs = read_objects(as_object(content, kind), "values")
        return {read_text(p, "key"): read_any_value(p.get("value"), level + 1) for p in pairs}
    try:
        return _SCALARS[kind](content)
    except (KeyError, TypeError, ValueError, OverflowError):
        given = shown(value)
        raise FieldError(f"attribute value is {given}; expected an OTLP AnyValue") from None


def _read_bool(content: Any) -> AttributeValue:
    if not isinstance(content, bool):
        raise TypeError("the text 'false' is not false")
    return content


def _read_double(content: Any) -> AttributeValue:
    number = float(content)
    return number if isfinite(number) else str(content)


_SCALARS: Mapping[str, Callable[[Any], AttributeValue]] = {
    "stringValue": str,
    "boolValue": _read_bool,
    "intValue": int,
    "doubleValue": _read_double,
    "bytesValue": str,
}
