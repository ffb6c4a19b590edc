"""Spans written as Zipkin v2 JSON; the opposite of `formats.zipkin`."""

from collections.abc import Iterable
from typing import Any

from tracing_sandbox.traces.reading.span import Span


def write_zipkin(spans: Iterable[Span]) -> list[dict[str, Any]]:
    """Write a list of spans, each with an id of its own."""
    return [write_span(span) for span in spans]


def write_shared(spans: Iterable[Span]) -> list[dict[str, Any]]:
    """Write a list of spans in which a server's span has the id of the call that it answers."""
    members = list(spans)
    calls = {span.span_id for span in members if span.kind == "client"}
    shared = {
        span.span_id: span.parent_id
        for span in members
        if span.kind == "server" and span.parent_id in calls
    }
    parents = {span.span_id: span.parent_id for span in members}
    written = []
    for span in members:
        raw = write_span(span)
        if span.span_id in shared:
            call = shared[span.span_id]
            raw |= {"id": call, "parentId": parents[call or ""], "shared": True}
        elif span.parent_id in shared:
            raw["parentId"] = shared[span.parent_id]
        written.append(raw)
    return written


def write_span(span: Span) -> dict[str, Any]:
    tags = {key: str(value) for key, value in span.attributes.items()}
    if span.error:
        tags["error"] = span.status_message or "true"
    return {
        "traceId": span.trace_id,
        "id": span.span_id,
        **({"parentId": span.parent_id} if span.parent_id else {}),
        **({"kind": span.kind.upper()} if span.kind != "internal" else {}),
        "name": span.name,
        "timestamp": span.start_ns // 1000,
        "duration": span.duration_ns // 1000,
        "localEndpoint": {"serviceName": span.service},
        "tags": tags,
        "annotations": [
            {"timestamp": event.time_ns // 1000, "value": event.name} for event in span.events
        ],
    }
