"""Spans made by hand, sent to the real Collector as OTLP/HTTP JSON."""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

import requests

SEND_S = 60
BATCH = 2000
KINDS = {"internal": 1, "server": 2, "client": 3}


@dataclass
class MadeSpan:
    """A span; times are milliseconds since the trace's start."""

    service: str
    name: str
    start_ms: float
    end_ms: float
    parent: "MadeSpan | None" = None
    kind: str = "internal"
    error: bool = False
    message: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    events: list[tuple[str, float, dict[str, Any]]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    span_id: str = field(default_factory=lambda: secrets.token_hex(8))


def send_trace(collector_url: str, spans: list[MadeSpan], began_s: float | None = None) -> str:
    """Send the spans as one trace and return its id."""
    trace_id = secrets.token_hex(16)
    origin_ns = int((began_s or time.time() - 60) * 1e9)
    for first in range(0, len(spans), BATCH):
        document = as_document(trace_id, spans[first : first + BATCH], origin_ns)
        response = requests.post(f"{collector_url}/v1/traces", json=document, timeout=SEND_S)
        assert response.status_code == 200, response.text
    return trace_id


def as_document(trace_id: str, spans: list[MadeSpan], origin_ns: int) -> dict[str, Any]:
    """Write an OTLP document, the spans of each service together."""
    services = dict.fromkeys(span.service for span in spans)
    return {
        "resourceSpans": [
            {
                "resource": {"attributes": as_attributes({"service.name": service})},
                "scopeSpans": [
                    {
                        "spans": [
                            as_span(trace_id, span, origin_ns)
                            for span in spans
                            if span.service == service
                        ]
                    }
                ],
            }
            for service in services
        ]
    }


def as_span(trace_id: str, span: MadeSpan, origin_ns: int) -> dict[str, Any]:
    """Write one span."""
    parent = {"parentSpanId": span.parent.span_id} if span.parent else {}
    return {
        "traceId": trace_id,
        "spanId": span.span_id,
        **parent,
        "name": span.name,
        "kind": KINDS[span.kind],
        "startTimeUnixNano": str(origin_ns + int(span.start_ms * 1e6)),
        "endTimeUnixNano": str(origin_ns + int(span.end_ms * 1e6)),
        "status": {"code": 2 if span.error else 0, "message": span.message},
        "attributes": as_attributes(span.attributes),
        "events": [
            {
                "name": name,
                "timeUnixNano": str(origin_ns + int(at_ms * 1e6)),
                "attributes": as_attributes(attributes),
            }
            for name, at_ms, attributes in span.events
        ],
        "links": [{"traceId": trace, "spanId": linked} for trace, linked in span.links],
    }


def as_attributes(attributes: dict[str, Any]) -> list[dict[str, Any]]:
    """Write attributes whose values are text, numbers or truth values."""
    return [{"key": key, "value": as_value(value)} for key, value in attributes.items()]


def as_value(value: Any) -> dict[str, Any]:
    """Write one value."""
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value}
    return {"stringValue": str(value)}
