"""Spans written as OTLP JSON, as an SDK would send them; the opposite of `reading.otlp`."""

from collections.abc import Iterable
from typing import Any

from tracing_sandbox.traces.reading.span import Attributes, AttributeValue, Event, Link, Span

FLAGS = {None: {}, False: {"flags": 0x101}, True: {"flags": 0x301}}
KINDS = {"internal": 1, "server": 2, "client": 3, "producer": 4, "consumer": 5}


def write_otlp(spans: Iterable[Span]) -> dict[str, Any]:
    """Write one document with a resource for each service."""
    by_service: dict[str, list[Span]] = {}
    for span in spans:
        by_service.setdefault(span.service, []).append(span)
    return {
        "resourceSpans": [
            {
                "resource": {"attributes": _attributes({"service.name": service})},
                "scopeSpans": [{"scope": {"name": "test"}, "spans": [*map(write_span, members)]}],
            }
            for service, members in by_service.items()
        ]
    }


def write_span(span: Span) -> dict[str, Any]:
    """Write one span."""
    return {
        "traceId": span.trace_id,
        "spanId": span.span_id,
        **({"parentSpanId": span.parent_id} if span.parent_id else {}),
        "name": span.name,
        "kind": KINDS[span.kind],
        "startTimeUnixNano": str(span.start_ns),
        "endTimeUnixNano": str(span.end_ns),
        "attributes": _attributes(span.attributes),
        "events": [_event(event) for event in span.events],
        "links": [_link(link) for link in span.links],
        "status": {"code": 2, "message": span.status_message} if span.error else {},
        **FLAGS[span.parent_is_remote],
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "name": event.name,
        "timeUnixNano": str(event.time_ns),
        "attributes": _attributes(event.attributes),
    }


def _link(link: Link) -> dict[str, Any]:
    return {
        "traceId": link.trace_id,
        "spanId": link.span_id,
        "attributes": _attributes(link.attributes),
    }


def _attributes(attributes: Attributes) -> list[dict[str, Any]]:
    return [{"key": key, "value": _value(value)} for key, value in attributes.items()]


def _value(value: AttributeValue) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value}
    if isinstance(value, list):
        return {"arrayValue": {"values": [_value(item) for item in value]}}
    if isinstance(value, dict):
        return {"kvlistValue": {"values": _attributes(value)}}
    return {} if value is None else {"stringValue": value}
