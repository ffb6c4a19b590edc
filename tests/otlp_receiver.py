"""A small OTLP/HTTP backend that counts span ids and misbehaves on request."""

import gzip
import sys
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import urlsplit

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tracing_sandbox.running.ports import free_port


class OtlpReceiver:
    """Takes spans on 127.0.0.1; what it has taken outlives a stop and a start of it.

    `status` other than 200 refuses every request; a cleared `answering` lets them hang until it
    is set again.
    """

    def __init__(self) -> None:
        self.requests = 0
        self.status = 200
        self.answering = threading.Event()
        self.answering.set()
        # One of the system's choice could be somebody else's between a stop and a start.
        self.port = free_port()
        self._lock = threading.Lock()
        self._spans: Counter[str] = Counter()
        self._headers: list[dict[str, str]] = []
        self._server: ThreadingHTTPServer | None = None

    @property
    def endpoint(self) -> str:
        """The address for an OTLP/HTTP exporter."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def spans(self) -> Counter[str]:
        """How often each span id has arrived."""
        with self._lock:
            return self._spans.copy()

    @property
    def headers(self) -> list[dict[str, str]]:
        """The headers of each request, their names in small letters."""
        with self._lock:
            return self._headers.copy()

    def start(self) -> Self:
        """Listen, on the same port each time."""
        self._server = Server(("127.0.0.1", self.port), handler_of(self))
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Close the port and every connection."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def take(self, headers: dict[str, str], body: bytes) -> int:
        """Count a request's spans, and return the status of the answer."""
        with self._lock:
            self.requests += 1
            self._headers.append(headers)
        self.answering.wait(timeout=60)
        if self.status == 200:
            found = span_ids(body)
            with self._lock:
                self._spans.update(found)
        return self.status


class Server(ThreadingHTTPServer):
    """Closes kept-alive connections with itself, as a process that dies does."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self.connections: set[object] = set()
        super().__init__(address, handler)

    def process_request(self, request, client_address) -> None:  # type: ignore[no-untyped-def]
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request) -> None:  # type: ignore[no-untyped-def]
        self.connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request, client_address) -> None:  # type: ignore[no-untyped-def]
        """Say nothing when a Collector that is killed leaves a connection open."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def server_close(self) -> None:
        super().server_close()
        for connection in list(self.connections):
            super().shutdown_request(connection)  # type: ignore[arg-type]


def handler_of(receiver: OtlpReceiver) -> type[BaseHTTPRequestHandler]:
    """Return a request handler that hands everything to a receiver."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            headers = {name.lower(): value for name, value in self.headers.items()}
            # A proxy is asked for a whole address.
            known = urlsplit(self.path).path == "/v1/traces"
            self.send_response(receiver.take(headers, body) if known else 404)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def span_ids(body: bytes) -> list[str]:
    """Return the ids of a request's spans, in hex."""
    request = ExportTraceServiceRequest.FromString(body)
    return [
        span.span_id.hex()
        for resource in request.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
