"""Sends spans as a patient client does: again and again until they are accepted."""

import http.client
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

PAUSE_S = 0.02


class SpanSender:
    """Sends batches of new spans from several threads, and remembers what was accepted."""

    def __init__(self, port: int, spans_per_request: int = 20) -> None:
        self.port = port
        self.spans_per_request = spans_per_request
        self.accepted: set[str] = set()
        self.refused = 0
        self._stop = threading.Event()
        self._lock = threading.Lock()

    @contextmanager
    def sending(self, threads: int = 4) -> Iterator["SpanSender"]:
        """Send while the block runs; each thread finishes the batch that it has begun."""
        workers = [threading.Thread(target=self._send_on, daemon=True) for _ in range(threads)]
        for worker in workers:
            worker.start()
        try:
            yield self
        finally:
            self._stop.set()
            for worker in workers:
                worker.join(timeout=60)
        assert not any(worker.is_alive() for worker in workers), "a batch was never accepted"

    def send(self, count: int, attribute_bytes: int = 0) -> tuple[str, set[str]]:
        """Send one trace in one request until it is accepted; return its id and its spans' ids."""
        spans = new_spans(count, attribute_bytes)
        return spans[0].trace_id.hex(), self._deliver(spans)

    def _send_on(self) -> None:
        while not self._stop.is_set():
            self._deliver(new_spans(self.spans_per_request))

    def _deliver(self, spans: list[Span]) -> set[str]:
        body = request_of(spans).SerializeToString()
        deadline = time.monotonic() + 60
        while not post(self.port, body):
            assert time.monotonic() < deadline, "not accepted in 60 s"
            self.refused += 1
            time.sleep(PAUSE_S)
        span_ids = {span.span_id.hex() for span in spans}
        with self._lock:
            self.accepted |= span_ids
        return span_ids


def post(port: int, body: bytes) -> bool:
    """Tell whether one OTLP/HTTP request was accepted."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("POST", "/v1/traces", body, {"Content-Type": "application/x-protobuf"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def new_spans(count: int, attribute_bytes: int = 0) -> list[Span]:
    """Return spans of one new trace, with ids that no other has."""
    trace_id, now = os.urandom(16), time.time_ns()
    spans = [
        Span(
            trace_id=trace_id,
            span_id=os.urandom(8),
            name="reserve_stock",
            kind=Span.SPAN_KIND_INTERNAL,
            start_time_unix_nano=now,
            end_time_unix_nano=now + 1_000_000,
        )
        for _ in range(count)
    ]
    for span in spans if attribute_bytes else ():
        span.attributes.add(key="app.padding").value.string_value = "x" * attribute_bytes
    return spans


def request_of(spans: list[Span]) -> ExportTraceServiceRequest:
    """Return the request that carries spans of the service `inventory`."""
    request = ExportTraceServiceRequest()
    resource = request.resource_spans.add()
    resource.resource.attributes.add(key="service.name").value.string_value = "inventory"
    resource.scope_spans.add().spans.extend(spans)
    return request
