"""Spans written as Tempo answers them: OTLP with base64 ids; the opposite of `formats.tempo`."""

from base64 import b64encode
from collections.abc import Iterable
from typing import Any

from tests.unit.traces.writers.otlp import write_otlp
from tracing_sandbox.traces.reading.span import Span

KINDS = {1: "INTERNAL", 2: "SERVER", 3: "CLIENT", 4: "PRODUCER", 5: "CONSUMER"}


def write_tempo(spans: Iterable[Span]) -> dict[str, Any]:
    """Write the answer of `/api/traces/ID`."""
    document = write_otlp(spans)
    for span in spans_in(document):
        span["kind"] = f"SPAN_KIND_{KINDS[span['kind']]}"
        for key in ("traceId", "spanId", "parentSpanId"):
            if key in span:
                span[key] = b64encode(bytes.fromhex(span[key])).decode()
        if span["status"]:
            span["status"]["code"] = "STATUS_CODE_ERROR"
    return {"batches": document["resourceSpans"]}


def write_tempo_2(spans: Iterable[Span]) -> dict[str, Any]:
    """Write the answer of `/api/v2/traces/ID`."""
    return {"trace": {"resourceSpans": write_tempo(spans)["batches"]}, "metrics": {}}


def write_snake_case(spans: Iterable[Span]) -> dict[str, Any]:
    """Write OTLP with the names that protobuf's own files have."""
    return {"resource_spans": snake_case(write_otlp(spans)["resourceSpans"])}


def snake_case(value: Any) -> Any:
    if isinstance(value, list):
        return [snake_case(item) for item in value]
    if isinstance(value, dict):
        return {
            "".join(f"_{char.lower()}" if char.isupper() else char for char in key): snake_case(
                each
            )
            for key, each in value.items()
        }
    return value


def spans_in(document: dict[str, Any]) -> Iterable[dict[str, Any]]:
    for resource in document["resourceSpans"]:
        for scope in resource["scopeSpans"]:
            yield from scope["spans"]
