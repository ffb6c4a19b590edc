"""Takes the spans that a service exports over OTLP/HTTP, for a test to look at."""

import gzip
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span as OtlpSpan

from tests.waiting import wait_until

KINDS = {1: "internal", 2: "server", 3: "client"}
STATUSES = {0: "unset", 1: "ok", 2: "error"}


@dataclass(frozen=True)
class Span:
    """A span, as far as the tests ask."""

    trace_id: str
    span_id: str
    parent_id: str
    name: str
    kind: str
    status: str
    status_words: str
    attributes: dict[str, Any]
    events: list[tuple[str, dict[str, Any]]]


class SpanReceiver:
    """Listens on 127.0.0.1 and keeps every span."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        handler = type("BoundHandler", (Handler,), {"receiver": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def endpoint(self) -> str:
        """The address for an OTLP/HTTP exporter."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        """Close the port."""
        self._server.shutdown()
        self._server.server_close()

    def trace(self, trace_id: str) -> list[Span]:
        """Wait for the trace's server span, which ends last, and return all spans."""
        wait_until(lambda: self._has_server(trace_id), f"the server span of {trace_id}")
        return self.spans_of(trace_id)

    def spans_of(self, trace_id: str) -> list[Span]:
        """Return what has come of a trace so far."""
        return [span for span in self.spans if span.trace_id == trace_id]

    def _has_server(self, trace_id: str) -> bool:
        return any(span.kind == "server" for span in self.spans_of(trace_id))


class Handler(BaseHTTPRequestHandler):
    """Takes one export."""

    receiver: SpanReceiver
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.receiver.spans.extend(read_spans(body))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Print nothing."""


def read_spans(body: bytes) -> list[Span]:
    request = ExportTraceServiceRequest.FromString(body)
    return [
        read_span(span)
        for resource in request.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]


def read_span(span: OtlpSpan) -> Span:
    return Span(
        trace_id=span.trace_id.hex(),
        span_id=span.span_id.hex(),
        parent_id=span.parent_span_id.hex(),
        name=span.name,
        kind=KINDS.get(span.kind, ""),
        status=STATUSES[span.status.code],
        status_words=span.status.message,
        attributes=read_attributes(span.attributes),
        events=[(event.name, read_attributes(event.attributes)) for event in span.events],
    )


def read_attributes(attributes: Any) -> dict[str, Any]:
    found: list[KeyValue] = list(attributes)
    return {attribute.key: read_value(attribute.value) for attribute in found}


def read_value(value: AnyValue) -> Any:
    kind = value.WhichOneof("value")
    return getattr(value, kind) if kind else None
