"""OTLP JSON made into spans: what the Collector's file exporter writes and Jaeger answers.

The format is the JSON mapping of opentelemetry-proto's `TracesData`: ids in hex, 64-bit numbers
as strings, enumerations as numbers. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
What others make of it is read as well: names with underscores, ids in base64, enumerations by name.
"""

from collections.abc import Iterable, Iterator, Mapping
from sys import intern
from typing import Any

from tracing_sandbox.traces.reading.fields.attribute import read_attributes
from tracing_sandbox.traces.reading.fields.event import make_event, read_linked_ids
from tracing_sandbox.traces.reading.fields.field import (
    FieldError,
    read_object,
    read_text,
    shown,
)
from tracing_sandbox.traces.reading.fields.kind import read_kind
from tracing_sandbox.traces.reading.fields.moment import (
    NANOSECONDS,
    read_end,
    read_start,
)
from tracing_sandbox.traces.reading.fields.outcome import read_status, take_outcome
from tracing_sandbox.traces.reading.intake import Intake, place_of
from tracing_sandbox.traces.reading.loose import items_of
from tracing_sandbox.traces.reading.origin import read_parent_is_remote
from tracing_sandbox.traces.reading.span import (
    NO_ATTRIBUTES,
    Event,
    Link,
    Resource,
    Span,
)

RESOURCE_SPANS = ("resourceSpans", "resource_spans")
SCOPE_SPANS = (
    "scopeSpans",
    "scope_spans",
    "instrumentationLibrarySpans",
    "instrumentation_library_spans",
)
NOT_SPANS = frozenset(
    {"resource", "scope", "instrumentationLibrary", "instrumentation_library", "schemaUrl"}
    | {"schema_url", "spans", *SCOPE_SPANS}
)
CAMEL_CASE = {
    "trace_id": "traceId",
    "span_id": "spanId",
    "parent_span_id": "parentSpanId",
    "start_time_unix_nano": "startTimeUnixNano",
    "end_time_unix_nano": "endTimeUnixNano",
    "time_unix_nano": "timeUnixNano",
}
SNAKE_CASE = frozenset(CAMEL_CASE)
SPAN_FIELDS = frozenset(
    {
        *CAMEL_CASE,
        *CAMEL_CASE.values(),
        "name",
        "kind",
        "attributes",
        "events",
        "links",
        "status",
        "flags",
    }
    | {"traceState", "droppedAttributesCount", "droppedEventsCount", "droppedLinksCount"}
)
OWNER_FIELDS = frozenset({"name", "version", "attributes", "droppedAttributesCount"})
OWNERS = ("resource", "scope", "instrumentationLibrary", "instrumentation_library")


def read_otlp(document: Mapping[str, Any], prefix: str, intake: Intake) -> None:
    """Read the spans of one `{"resourceSpans": [...]}` document; `prefix` begins their places."""
    for key in RESOURCE_SPANS:
        read_resources(document.get(key), f"{prefix}{key}", intake)


def read_resources(resources: object, place: str, intake: Intake) -> None:
    """Read a list of resources with their spans."""
    for number, each in enumerate(items_of(resources)):
        read_resource(each, f"{place}[{number}]", intake)


def read_resource(owner: object, place: str, intake: Intake) -> None:
    """Read the spans of one resource, wherever beneath it they stand."""
    if not isinstance(owner, Mapping):
        if intake.retry(owner, place, "traceId"):
            return
        intake.reject(owner, place, None, f"is {shown(owner)}; expected an object")
        return
    resource = _read_resource(owner, intake)
    for key in SCOPE_SPANS:
        for number, scope in enumerate(items_of(owner.get(key))):
            _read_scope(scope, resource, f"{place}.{key}[{number}]", intake)
    _read_spans(owner, resource, place, intake)
    _leave_others(owner, resource, place, intake)
    intake.note_all("", "", place)


def _read_resource(owner: Mapping[str, Any], intake: Intake) -> Resource:
    given = read_object(owner, "resource", intake.remarks)
    return intake.make_resource(read_attributes(given.get("attributes"), intake.remarks))


def _read_scope(scope: object, resource: Resource, place: str, intake: Intake) -> None:
    if not isinstance(scope, Mapping):
        if intake.retry(scope, place, "traceId", resource):
            return
        intake.reject(scope, place, None, f"is {shown(scope)}; expected an object")
        return
    _read_spans(scope, resource, place, intake)
    _leave_others(scope, resource, place, intake)


def _read_spans(owner: Mapping[str, Any], resource: Resource, place: str, intake: Intake) -> None:
    prefix = f"{place}.spans"
    for number, raw in enumerate(items_of(owner.get("spans"))):
        read_span(raw, resource, intake, prefix, number)


def _leave_others(owner: Mapping[str, Any], resource: Resource, place: str, intake: Intake) -> None:
    """Leave what stands beside the spans, and within what should only describe them."""
    intake.leave(owner, NOT_SPANS, f"{place}.", resource)
    for key in OWNERS:
        given = owner.get(key)
        if isinstance(given, Mapping):
            intake.leave(given, OWNER_FIELDS, f"{place}.{key}.", resource)


def read_span(
    raw: object, resource: Resource, intake: Intake, prefix: str, number: int | None = None
) -> None:
    """Read one span into the intake; one without ids or a start is put in as a bad one."""
    try:
        span = _read_span(raw, resource, intake)
    except FieldError as error:
        if intake.retry(raw, place_of(prefix, number), "traceId", resource):
            return
        intake.reject(raw, prefix, number, str(error))
    else:
        intake.add(span, prefix, number)
    if isinstance(raw, dict) and not raw.keys() <= SPAN_FIELDS:
        intake.leave(raw, SPAN_FIELDS, f"{place_of(prefix, number)}.", resource)


def _read_span(raw: object, resource: Resource, intake: Intake) -> Span:
    if not isinstance(raw, dict):
        raise FieldError(f"is {shown(raw)}; expected a JSON object with traceId, spanId and times")
    raw, remarks = _in_camel_case(raw), intake.remarks
    trace_id = intake.read_trace_id(raw.get("traceId"), "traceId")
    span_id = intake.read_span_id(raw.get("spanId"), "spanId")
    start_ns = read_start(raw.get("startTimeUnixNano"), "startTimeUnixNano", NANOSECONDS, remarks)
    end_ns, unfinished = read_end(
        raw.get("endTimeUnixNano"), "endTimeUnixNano", start_ns, NANOSECONDS, remarks
    )
    attributes = read_attributes(raw.get("attributes"), remarks)
    if remarks:
        intake.leave({"attributes": raw.get("attributes")}, frozenset(), "", resource)
    code, message = read_status(raw.get("status"), remarks)
    outcome = take_outcome(attributes, code, message, remarks)
    parent_id = intake.read_parent_id(raw.get("parentSpanId"), "parentSpanId")
    return Span(
        trace_id=trace_id,
        span_id=span_id,
        parent_id=parent_id,
        service=resource.service,
        name=intern(read_text(raw, "name", remarks)),
        kind=read_kind(raw.get("kind"), remarks),
        start_ns=start_ns,
        end_ns=end_ns,
        error=outcome.error,
        status_message=outcome.message,
        attributes=intake.pool.share(attributes),
        resource=resource.attributes,
        events=tuple(_read_events(raw, intake)) if raw.get("events") else (),
        links=tuple(_read_links(raw, intake)) if raw.get("links") else (),
        unfinished=unfinished,
        status_unknown=outcome.unknown,
        parent_is_remote=read_parent_is_remote(raw.get("flags")) if parent_id else None,
    )


def _in_camel_case(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    if SNAKE_CASE.isdisjoint(raw):
        return raw
    return {CAMEL_CASE.get(key, key): value for key, value in raw.items()}


def _read_events(raw: Mapping[str, Any], intake: Intake) -> Iterator[Event]:
    for given in _each(raw, "events", intake):
        name = read_text(given, "name", intake.remarks)
        attributes = read_attributes(given.get("attributes"), intake.remarks)
        time = given.get("timeUnixNano")
        yield make_event(name, time, "timeUnixNano", NANOSECONDS, attributes, intake.remarks)


def _read_links(raw: Mapping[str, Any], intake: Intake) -> Iterator[Link]:
    for given in _each(raw, "links", intake):
        if ids := read_linked_ids(given, ("traceId", "spanId"), intake.remarks):
            attributes = read_attributes(given.get("attributes"), intake.remarks)
            yield Link(*ids, attributes or NO_ATTRIBUTES)


def _each(raw: Mapping[str, Any], key: str, intake: Intake) -> Iterable[Mapping[str, Any]]:
    return map(_in_camel_case, intake.read_details(raw, key))
