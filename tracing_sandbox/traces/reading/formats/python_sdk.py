"""What Python's `ConsoleSpanExporter` prints and `span.to_json()` returns, made into spans."""

from collections.abc import Iterator, Mapping
from sys import intern
from typing import Any

from tracing_sandbox.traces.reading.fields.attribute import read_attributes
from tracing_sandbox.traces.reading.fields.event import make_event, read_linked_ids
from tracing_sandbox.traces.reading.fields.field import (
    FieldError,
    read_object,
    read_text,
)
from tracing_sandbox.traces.reading.fields.kind import read_kind
from tracing_sandbox.traces.reading.fields.moment import (
    NANOSECONDS,
    read_end,
    read_start,
)
from tracing_sandbox.traces.reading.fields.outcome import read_status, take_outcome
from tracing_sandbox.traces.reading.intake import Intake
from tracing_sandbox.traces.reading.span import (
    NO_ATTRIBUTES,
    Event,
    Link,
    Resource,
    Span,
)

SPAN_FIELDS = frozenset(
    {"name", "context", "kind", "parent_id", "start_time", "end_time", "status", "attributes"}
    | {"events", "links", "resource"}
)
RESOURCE_FIELDS = frozenset({"attributes", "schema_url"})


def read_python_span(raw: Mapping[str, Any], place: str, intake: Intake) -> None:
    """Read one span into the intake."""
    try:
        span = _read_span(raw, intake)
    except FieldError as error:
        intake.reject(raw, place, None, str(error))
    else:
        intake.add(span, place)
    intake.leave(raw, SPAN_FIELDS, f"{place}.")


def _read_span(raw: Mapping[str, Any], intake: Intake) -> Span:
    remarks = intake.remarks
    context = read_object(raw, "context", remarks)
    trace_id = intake.read_trace_id(context.get("trace_id"), "trace_id")
    span_id = intake.read_span_id(context.get("span_id"), "span_id")
    start_ns = read_start(raw.get("start_time"), "start_time", NANOSECONDS, remarks)
    end_ns, unfinished = read_end(raw.get("end_time"), "end_time", start_ns, NANOSECONDS, remarks)
    resource = _read_resource(raw, intake)
    attributes = read_attributes(raw.get("attributes"), remarks)
    code, message = read_status(raw.get("status"), remarks)
    outcome = take_outcome(attributes, code, message, remarks)
    return Span(
        trace_id=trace_id,
        span_id=span_id,
        parent_id=intake.read_parent_id(raw.get("parent_id"), "parent_id"),
        service=resource.service,
        name=intern(read_text(raw, "name", remarks)),
        kind=read_kind(raw.get("kind"), remarks),
        start_ns=start_ns,
        end_ns=end_ns,
        error=outcome.error,
        status_message=outcome.message,
        attributes=intake.pool.share(attributes),
        resource=resource.attributes,
        events=tuple(_read_events(raw, intake)),
        links=tuple(_read_links(raw, intake)),
        unfinished=unfinished,
        status_unknown=outcome.unknown,
    )


def _read_resource(raw: Mapping[str, Any], intake: Intake) -> Resource:
    """Read the resource; old versions wrote its attributes without a wrapping."""
    given = read_object(raw, "resource", intake.remarks)
    intake.leave(given, RESOURCE_FIELDS, "resource.")
    return intake.make_resource(read_attributes(given.get("attributes", given), intake.remarks))


def _read_events(raw: Mapping[str, Any], intake: Intake) -> Iterator[Event]:
    for given in intake.read_details(raw, "events"):
        name = read_text(given, "name", intake.remarks)
        attributes = read_attributes(given.get("attributes"), intake.remarks)
        time = given.get("timestamp")
        yield make_event(name, time, "timestamp", NANOSECONDS, attributes, intake.remarks)


def _read_links(raw: Mapping[str, Any], intake: Intake) -> Iterator[Link]:
    for given in intake.read_details(raw, "links"):
        context = read_object(given, "context", intake.remarks)
        if ids := read_linked_ids(context, ("trace_id", "span_id"), intake.remarks):
            attributes = read_attributes(given.get("attributes"), intake.remarks)
            yield Link(*ids, attributes or NO_ATTRIBUTES)
