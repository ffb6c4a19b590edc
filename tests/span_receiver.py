"""An OTLP/HTTP backend that keeps the spans it takes, whole."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from tests.otlp_receiver import OtlpReceiver
from tests.waiting import wait_until

KINDS = {value: name.removeprefix("SPAN_KIND_").lower() for name, value in Span.SpanKind.items()}
STATUSES = {
    value: name.removeprefix("STATUS_CODE_").lower() for name, value in Status.StatusCode.items()
}


@dataclass(frozen=True)
class ReceivedSpan:
    """A span as the backend sees it; ids in hex, `parent_id` empty for a root."""

    trace_id: str
    span_id: str
    parent_id: str
    name: str
    kind: str
    status: str
    status_message: str
    attributes: dict[str, Any]
    events: list[tuple[str, dict[str, Any]]]
    resource: dict[str, Any]
    scope: str
    duration_s: float = 0.0

    @property
    def service(self) -> str:
        """The service that made it."""
        return str(self.resource["service.name"])

    @property
    def exceptions(self) -> list[str]:
        """The types of the exceptions recorded on it."""
        return [
            str(attributes["exception.type"])
            for name, attributes in self.events
            if name == "exception"
        ]


class SpanReceiver(OtlpReceiver):
    """Keeps whole spans, in the order of their arrival, besides counting their ids."""

    def __init__(self) -> None:
        super().__init__()
        self.received: list[ReceivedSpan] = []

    def take(self, headers: dict[str, str], body: bytes) -> int:
        """Keep the spans of an accepted request."""
        status = super().take(headers, body)
        if status == 200:
            found = read_spans(ExportTraceServiceRequest.FromString(body))
            with self._lock:
                self.received += found
        return status

    def trace(self, trace_id: str) -> list[ReceivedSpan]:
        """Wait for the trace's server span, which ends last, and return all spans."""
        wait_until(lambda: self._has_server(trace_id), f"the server span of {trace_id}")
        return self.spans_of(trace_id)

    def _has_server(self, trace_id: str) -> bool:
        return any(span.kind == "server" for span in self.spans_of(trace_id))

    def spans_of(self, trace_id: str) -> list[ReceivedSpan]:
        """Return what has come of one trace so far."""
        with self._lock:
            return [span for span in self.received if span.trace_id == trace_id]

    def spans_per_trace(self) -> Counter[str]:
        """Count the spans of each trace."""
        with self._lock:
            return Counter(span.trace_id for span in self.received)


def read_spans(request: ExportTraceServiceRequest) -> list[ReceivedSpan]:
    """Read every span of an export request."""
    return [
        ReceivedSpan(
            trace_id=span.trace_id.hex(),
            span_id=span.span_id.hex(),
            parent_id=span.parent_span_id.hex(),
            name=span.name,
            kind=KINDS[span.kind],
            status=STATUSES[span.status.code],
            status_message=span.status.message,
            attributes=read_attributes(span.attributes),
            events=[(event.name, read_attributes(event.attributes)) for event in span.events],
            resource=read_attributes(resource_spans.resource.attributes),
            scope=scope_spans.scope.name,
            duration_s=(span.end_time_unix_nano - span.start_time_unix_nano) / 1e9,
        )
        for resource_spans in request.resource_spans
        for scope_spans in resource_spans.scope_spans
        for span in scope_spans.spans
    ]


def read_attributes(attributes: Any) -> dict[str, Any]:
    """Turn protobuf's attributes into a dictionary."""
    found: dict[str, Any] = {}
    attribute: KeyValue
    for attribute in attributes:
        found[attribute.key] = read_value(attribute.value)
    return found


def read_value(value: AnyValue) -> Any:
    """Turn one of protobuf's values into Python's."""
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [read_value(one) for one in value.array_value.values]
    return getattr(value, kind) if kind else None
