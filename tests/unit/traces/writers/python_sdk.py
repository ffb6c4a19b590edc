"""Spans written as Python's SDK prints them; the opposite of `formats.python_sdk`."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from tracing_sandbox.traces.reading.span import Span


def write_console(spans: Iterable[Span]) -> str:
    """Write spans as `ConsoleSpanExporter` prints them: the first to end comes first."""
    ended = sorted(spans, key=lambda span: span.end_ns)
    return "".join(f"{json.dumps(write_span(span), indent=4)}\n" for span in ended)


def write_span(span: Span) -> dict[str, Any]:
    """Write what `span.to_json()` holds."""
    return {
        "name": span.name,
        "context": write_context(span.trace_id, span.span_id) | {"trace_state": "[]"},
        "kind": f"SpanKind.{span.kind.upper()}",
        "parent_id": f"0x{span.parent_id}" if span.parent_id else None,
        "start_time": write_time(span.start_ns),
        "end_time": write_time(span.end_ns),
        "status": {"status_code": "ERROR", "description": span.status_message}
        if span.error
        else {"status_code": "UNSET"},
        "attributes": dict(span.attributes),
        "events": [
            {
                "name": event.name,
                "timestamp": write_time(event.time_ns),
                "attributes": dict(event.attributes),
            }
            for event in span.events
        ],
        "links": [
            {"context": write_context(link.trace_id, link.span_id), "attributes": {}}
            for link in span.links
        ],
        "resource": {"attributes": {"service.name": span.service}, "schema_url": ""},
    }


def write_context(trace_id: str, span_id: str) -> dict[str, str]:
    return {"trace_id": f"0x{trace_id}", "span_id": f"0x{span_id}"}


def write_time(time_ns: int) -> str:
    """Write a time in microseconds, as Python's datetime holds it."""
    moment = datetime.fromtimestamp(time_ns // 10**9, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{time_ns % 10**9 // 1000:06d}Z"
