"""Spans written as Jaeger's UI saves them; the opposite of `formats.jaeger_ui`."""

from collections.abc import Iterable
from typing import Any

from tracing_sandbox.traces.reading.span import Attributes, Span

TYPES: dict[type, str] = {bool: "bool", int: "int64", float: "float64", str: "string"}


def write_jaeger_ui(spans: Iterable[Span]) -> dict[str, Any]:
    """Write one trace, with a process for each service."""
    members = list(spans)
    services = sorted({span.service for span in members})
    processes = {f"p{i}": {"serviceName": name, "tags": []} for i, name in enumerate(services)}
    trace_id = members[0].trace_id
    written = [write_span(span, f"p{services.index(span.service)}") for span in members]
    return {"data": [{"traceID": trace_id, "spans": written, "processes": processes}]}


def write_span(span: Span, process: str) -> dict[str, Any]:
    """Write one span; ids without their leading zeros, as old versions did."""
    tags = {"span.kind": span.kind, **span.attributes}
    if span.error:
        tags |= {"otel.status_code": "ERROR", "error": True}
    if span.status_message:
        tags["otel.status_description"] = span.status_message
    near = {"refType": "CHILD_OF", "traceID": span.trace_id, "spanID": span.parent_id}
    return {
        "traceID": span.trace_id.lstrip("0"),
        "spanID": span.span_id.lstrip("0"),
        "operationName": span.name,
        "references": [near] if span.parent_id else [],
        "startTime": span.start_ns // 1000,
        "duration": span.duration_ns // 1000,
        "tags": write_tags(tags),
        "logs": [
            {
                "timestamp": event.time_ns // 1000,
                "fields": write_tags({"event": event.name, **event.attributes}),
            }
            for event in span.events
        ],
        "processID": process,
        "warnings": None,
    }


def write_tags(attributes: Attributes) -> list[dict[str, Any]]:
    return [
        {"key": key, "type": TYPES[type(value)], "value": value}
        for key, value in attributes.items()
    ]
