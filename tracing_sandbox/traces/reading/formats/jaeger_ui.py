"""The JSON that Jaeger's UI saves and its old API answers, made into spans.

Its shape is `{"data": [{"traceID", "spans", "processes"}]}`; times are microseconds. What OTLP has
as fields stands in tags here: `span.kind`, `otel.status_code`, `otel.status_description`, `error`.
"""

import re
from collections.abc import Iterator, Mapping
from math import isfinite
from sys import intern
from typing import Any

from tracing_sandbox.traces.reading.fields.event import make_event
from tracing_sandbox.traces.reading.fields.field import (
    LEFT_OUT,
    FieldError,
    Remarks,
    read_object,
    read_objects,
    read_text,
    shown,
)
from tracing_sandbox.traces.reading.fields.identity import (
    SPAN_DIGITS,
    TRACE_DIGITS,
    read_id,
    read_optional_id,
)
from tracing_sandbox.traces.reading.fields.kind import read_kind
from tracing_sandbox.traces.reading.fields.moment import (
    MICROSECONDS,
    read_duration,
    read_start,
)
from tracing_sandbox.traces.reading.fields.outcome import take_outcome
from tracing_sandbox.traces.reading.intake import Intake, place_of
from tracing_sandbox.traces.reading.loose import Leftover, items_of, may_hold_spans
from tracing_sandbox.traces.reading.span import (
    NO_RESOURCE,
    UNKNOWN_SERVICE,
    AttributeValue,
    Event,
    Link,
    Resource,
    Span,
)

PARENTS = ("CHILD_OF", "FOLLOWS_FROM")
KIND_TAG = "span.kind"
TRACE_FIELDS = frozenset({"traceID", "spans", "processes", "warnings"})
PROCESS_FIELDS = frozenset({"serviceName", "tags", "tag"})
SPAN_FIELDS = frozenset(
    {"traceID", "spanID", "parentSpanID", "operationName", "references", "startTime", "duration"}
    | {"startTimeMillis", "tags", "tag", "logs", "processID", "process", "warnings", "flags"}
)


def read_jaeger_ui(traces: object, prefix: str, intake: Intake) -> None:
    """Read traces as the UI saves them; `prefix` begins the places of their spans."""
    for number, trace in enumerate(items_of(traces)):
        place = f"{prefix}[{number}]"
        if may_hold_spans(trace) and not (isinstance(trace, Mapping) and "spans" in trace):
            intake.leftovers.append(Leftover(place, trace))
        else:
            read_jaeger_trace(trace, f"{place}.", intake)


def read_jaeger_trace(trace: object, prefix: str, intake: Intake) -> None:
    """Read the spans of one trace."""
    if not isinstance(trace, Mapping):
        intake.reject(trace, prefix.rstrip("."), None, f"is {shown(trace)}; expected an object")
        return
    processes = _Processes(trace, intake)
    place = f"{prefix}spans"
    for number, raw in enumerate(items_of(trace.get("spans"))):
        _take_span(raw, processes, intake, place, number)
    intake.leave(trace, TRACE_FIELDS, prefix)


def read_jaeger_span(raw: Mapping[str, Any], place: str, intake: Intake) -> None:
    """Read one span that stands alone, as Elasticsearch holds it."""
    _take_span(raw, _Processes({}, intake), intake, place)


def _take_span(
    raw: object, processes: "_Processes", intake: Intake, place: str, number: int | None = None
) -> None:
    try:
        span = _read_span(raw, processes, intake)
    except FieldError as error:
        if intake.retry(raw, place_of(place, number), "traceID"):
            return
        intake.reject(raw, place, number, str(error))
    else:
        intake.add(span, place, number)
    if isinstance(raw, dict) and not raw.keys() <= SPAN_FIELDS:
        intake.leave(raw, SPAN_FIELDS, f"{place_of(place, number)}.")


class _Processes:
    """The processes of a trace, each read once."""

    def __init__(self, trace: Mapping[str, Any], intake: Intake) -> None:
        self._given = read_object(trace, "processes", intake.remarks)
        self._intake = intake
        self._read: dict[str, Resource] = {}
        for process in self._given.values():
            if isinstance(process, Mapping):
                intake.leave(process, PROCESS_FIELDS, "process.")

    def find(self, raw: Mapping[str, Any]) -> Resource:
        """Return the process of a span, which may be written in the span itself."""
        remarks = self._intake.remarks
        if raw.get("process") is not None:
            own = read_object(raw, "process", remarks)
            self._intake.leave(own, PROCESS_FIELDS, "process.")
            return self._read_process(own)
        name = read_text(raw, "processID", remarks)
        if name not in self._read:
            given = self._given.get(name)
            if not isinstance(given, Mapping):
                known = ", ".join(sorted(self._given)[:5])
                fault = f"processID is {shown(name)}; expected one of {shown(known)}"
                self._intake.remark(LEFT_OUT, fault)
                return NO_RESOURCE
            self._read[name] = self._read_process(given)
        return self._read[name]

    def _read_process(self, given: Mapping[str, Any]) -> Resource:
        name = read_text(given, "serviceName", self._intake.remarks) or UNKNOWN_SERVICE
        tags = _read_tags(given, "tags", self._intake.remarks)
        return Resource(intern(name), self._intake.pool.share({"service.name": name, **tags}))


def _read_span(raw: object, processes: _Processes, intake: Intake) -> Span:
    if not isinstance(raw, Mapping):
        raise FieldError(f"is {shown(raw)}; expected an object with traceID, spanID and startTime")
    remarks = intake.remarks
    trace_id = intake.read_trace_id(raw.get("traceID"), "traceID")
    span_id = intake.read_span_id(raw.get("spanID"), "spanID")
    start_ns = read_start(raw.get("startTime"), "startTime", MICROSECONDS, remarks)
    end_ns, unfinished = read_duration(
        raw.get("duration"), "duration", start_ns, MICROSECONDS, remarks
    )
    process = processes.find(raw)
    tags = _read_tags(raw, "tags", remarks)
    kind = read_kind(tags.pop(KIND_TAG, None), remarks)
    outcome = take_outcome(tags, None, "", remarks)
    parent_id, links = _read_references(raw, trace_id, intake)
    return Span(
        trace_id=trace_id,
        span_id=span_id,
        parent_id=parent_id,
        service=process.service,
        name=intern(read_text(raw, "operationName", remarks)),
        kind=kind,
        start_ns=start_ns,
        end_ns=end_ns,
        error=outcome.error,
        status_message=outcome.message,
        attributes=intake.pool.share(tags),
        resource=process.attributes,
        events=tuple(_read_event(log, remarks) for log in intake.read_details(raw, "logs")),
        links=links,
        unfinished=unfinished,
        status_unknown=outcome.unknown,
    )


def _read_references(
    raw: Mapping[str, Any], trace_id: str, intake: Intake
) -> tuple[str | None, tuple[Link, ...]]:
    """Take for the parent what Jaeger takes, the first of `PARENTS` in the same trace.

    All others are links. Old versions wrote `parentSpanID` instead.
    """
    references = list(_links_of(raw, trace_id, intake))
    near = [(kind, link) for kind, link in references if link.trace_id == trace_id]
    parent = next((link for wanted in PARENTS for kind, link in near if kind == wanted), None)
    links = tuple(link for _, link in references if link is not parent)
    if parent:
        return intern(parent.span_id), links
    return intake.read_parent_id(raw.get("parentSpanID"), "parentSpanID"), links


def _links_of(
    raw: Mapping[str, Any], own_trace_id: str, intake: Intake
) -> Iterator[tuple[str, Link]]:
    """Yield what a span refers to; without the id of a trace its own is meant."""
    for given in intake.read_details(raw, "references"):
        try:
            trace_id = read_optional_id(given.get("traceID"), "traceID", TRACE_DIGITS)
            span_id = read_id(given.get("spanID"), "spanID", SPAN_DIGITS)
        except FieldError as error:
            intake.remark(LEFT_OUT, f"reference is left out: {error}")
            continue
        yield _read_type(given.get("refType"), intake), Link(trace_id or own_trace_id, span_id)


def _read_type(given: object, intake: Intake) -> str:
    """Read how a span hangs below another; one that is not known is taken for its child."""
    if given in PARENTS:
        return str(given)
    word = re.sub(r"[^a-z]", "", str(given).lower())
    for known in PARENTS:
        if word == known.replace("_", "").lower():
            return known
    told = "missing" if given is None else shown(given)
    intake.remark(LEFT_OUT, f"refType is {told}; taken for CHILD_OF")
    return PARENTS[0]


def _read_tags(owner: Mapping[str, Any], key: str, remarks: Remarks) -> dict[str, AttributeValue]:
    tags: dict[str, AttributeValue] = {}
    for tag in read_objects(owner, key, remarks):
        name = tag.get("key")
        if isinstance(name, str):
            tags[intern(name)] = _read_value(tag)
        else:
            read_text(tag, "key", remarks)
    return tags


def _read_value(tag: Mapping[str, Any]) -> AttributeValue:
    """Read a tag's value; a number in quotes is one, if its type says so and it is one."""
    value: AttributeValue = tag.get("value")
    if isinstance(value, list | dict):
        return shown(value)
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    if tag.get("type") == "int64" and isinstance(value, str):
        try:
            return int(value)
        except ValueError:
            return value
    return value


def _read_event(log: Mapping[str, Any], remarks: Remarks) -> Event:
    fields = _read_tags(log, "fields", remarks)
    name = str(fields.pop("event", None) or "log")
    time = log.get("timestamp")
    return make_event(name, time, "timestamp", MICROSECONDS, fields, remarks)
