"""The JSON that Jaeger's UI saves and its old API answers, made into spans; `trace_file` reads it.

Its shape is `{"data": [{"traceID", "spans", "processes"}]}`; times are microseconds. What OTLP has
as fields stands in tags here: `span.kind`, `otel.status_code`, `otel.status_description`, `error`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import Any

from tracing_sandbox.traces.reading.field import (
    FieldError,
    as_object,
    read_items,
    read_microseconds,
    read_object,
    read_objects,
    read_short_id,
    read_text,
    shown,
)
from tracing_sandbox.traces.reading.otlp import UNKNOWN_SERVICE, bad_span
from tracing_sandbox.traces.reading.span import (
    Attributes,
    AttributeValue,
    Event,
    Link,
    Span,
    SpanKind,
)
from tracing_sandbox.traces.reading.trace import BadSpan, Reading, group_by_trace

KINDS: Mapping[AttributeValue, SpanKind] = {
    None: "internal",
    "": "internal",
    "internal": "internal",
    "server": "server",
    "client": "client",
    "producer": "producer",
    "consumer": "consumer",
}
PARENTS = ("CHILD_OF", "FOLLOWS_FROM")
FIELD_TAGS = frozenset({"span.kind", "otel.status_code", "otel.status_description", "error"})


def read_jaeger_ui(traces: Sequence[Any], source: str, prefix: str = "") -> Reading:
    """Read traces as the UI saves them; `source` and `prefix` name the place of a bad span."""
    spans: list[Span] = []
    bad_spans: list[BadSpan] = []
    for i, trace in enumerate(traces):
        for j, raw in enumerate(read_items(trace, "spans")):
            try:
                spans.append(_read_span(raw, trace))
            except FieldError as error:
                place = f"{prefix}data[{i}].spans[{j}]"
                bad = bad_span(raw, source, place, str(error))
                bad_spans.append(replace(bad, trace_id=bad.trace_id and bad.trace_id.zfill(32)))
    return group_by_trace(spans, bad_spans)


def _read_span(raw: object, trace: object) -> Span:
    if not isinstance(raw, Mapping):
        raise FieldError(f"is {shown(raw)}; expected an object with traceID, spanID and startTime")
    trace_id = read_short_id(raw, "traceID", 32)
    start_ns = read_microseconds(raw, "startTime", least=1)
    process = _process_of(raw, as_object(trace, "trace"))
    tags = _read_tags(raw, "tags")
    parent_id, links = _read_references(raw, trace_id)
    return Span(
        trace_id=trace_id,
        span_id=read_short_id(raw, "spanID", 16),
        parent_id=parent_id,
        service=str(process.get("serviceName") or UNKNOWN_SERVICE),
        name=str(raw.get("operationName") or ""),
        kind=_read_kind(tags),
        start_ns=start_ns,
        end_ns=start_ns + read_microseconds(raw, "duration"),
        error=tags.get("otel.status_code") == "ERROR" or tags.get("error") in (True, "true"),
        status_message=str(tags.get("otel.status_description") or ""),
        attributes={key: value for key, value in tags.items() if key not in FIELD_TAGS},
        resource={"service.name": process.get("serviceName"), **_read_tags(process, "tags")},
        events=tuple(_read_event(log) for log in read_objects(raw, "logs")),
        links=links,
    )


def _process_of(raw: Mapping[str, Any], trace: Mapping[str, Any]) -> Mapping[str, Any]:
    if "process" in raw:
        return read_object(raw, "process")
    processes = read_object(trace, "processes")
    process_id = read_text(raw, "processID")
    if process_id not in processes:
        raise FieldError(f"processID is {shown(process_id)}; expected one of {sorted(processes)}")
    return read_object(processes, process_id)


def _read_kind(tags: Attributes) -> SpanKind:
    given = tags.get("span.kind")
    try:
        return KINDS[given.lower() if isinstance(given, str) else given]
    except (KeyError, TypeError):
        expected = "expected for example 'server'"
        raise FieldError(f"tag span.kind is {shown(given)}; {expected}") from None


def _read_references(raw: Mapping[str, Any], trace_id: str) -> tuple[str | None, tuple[Link, ...]]:
    """Take for the parent what Jaeger takes, the first of `PARENTS` in the same trace.

    All others are links. Old versions wrote `parentSpanID` instead.
    """
    references = [
        (each.get("refType"), _read_link(each)) for each in read_objects(raw, "references")
    ]
    near = [(kind, link) for kind, link in references if link.trace_id == trace_id]
    parent = next((link for wanted in PARENTS for kind, link in near if kind == wanted), None)
    links = tuple(link for _, link in references if link is not parent)
    return (parent.span_id if parent else _read_old_parent(raw)), links


def _read_link(reference: Mapping[str, Any]) -> Link:
    return Link(read_short_id(reference, "traceID", 32), read_short_id(reference, "spanID", 16))


def _read_old_parent(raw: Mapping[str, Any]) -> str | None:
    is_root = not read_text(raw, "parentSpanID").strip("0")
    return None if is_root else read_short_id(raw, "parentSpanID", 16)


def _read_tags(owner: Mapping[str, Any], key: str) -> dict[str, AttributeValue]:
    return {read_text(tag, "key"): _read_value(tag) for tag in read_objects(owner, key)}


def _read_value(tag: Mapping[str, Any]) -> AttributeValue:
    value: AttributeValue = tag.get("value")
    if isinstance(value, list | dict):
        return shown(value)
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    if tag.get("type") != "int64" or not isinstance(value, str):
        return value
    try:
        return int(value)
    except ValueError:
        raise FieldError(f"tag value is {shown(value)}; expected a whole number") from None


def _read_event(log: Mapping[str, Any]) -> Event:
    fields = _read_tags(log, "fields")
    name = str(fields.pop("event", None) or "log")
    return Event(name, read_microseconds(log, "timestamp"), fields)
