"""A Jaeger that holds what a test gives it: answers, hangs, or answers wrongly."""

import json
import threading
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.browser.otlp import MadeSpan, as_document

LONGEST_S = 30.0
PAGE = "<html><body><div id='jaeger-ui-root'></div></body></html>"


class JaegerDouble:
    """Listens on 127.0.0.1; `asked` are the headers of each request, by its path.

    `askers` are the connections that they came on: the shop opens one for each page.
    """

    def __init__(self) -> None:
        self.released = threading.Event()
        handler = type("BoundHandler", (Handler,), {"double": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.forget()
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def forget(self) -> None:
        """Let go whoever hangs, hold nothing, and behave again."""
        self.released.set()
        self.released = threading.Event()
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.askers: set[tuple[str, int]] = set()
        self.behave: Callable[[Handler], None] = answer
        self._documents: dict[str, dict[str, Any]] = {}
        self._written: dict[str, bytes] = {}
        self._began_ns: dict[str, int] = {}

    @property
    def url(self) -> str:
        """Where its query API is."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        """Close the port."""
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    def hold(self, trace_id: str, spans: list[MadeSpan], began_s: float) -> str:
        """Keep a trace, and return its id."""
        document = as_document(trace_id, spans, int(began_s * 1e9))
        # Now, not when it is asked for: the shop does not wait for long.
        self._written[trace_id] = json.dumps(document["resourceSpans"]).encode()[1:-1]
        self._documents[trace_id] = document
        self._began_ns[trace_id] = int(began_s * 1e9)
        return trace_id

    def find(self, trace_id: str) -> list[bytes]:
        """Return a trace by its id."""
        found = self._written.get(trace_id)
        return [found] if found else []

    def search(self, asked: dict[str, str]) -> list[bytes]:
        """Return the newest traces that a query asks for."""
        since, until = (
            datetime.fromisoformat(asked[f"query.start_time_{end}"]).timestamp() * 1e9
            for end in ("min", "max")
        )
        newest = sorted(self._began_ns, key=lambda each: -self._began_ns[each])
        found = [
            self._written[trace_id]
            for trace_id in newest
            if since <= self._began_ns[trace_id] <= until
            and asked.get("query.service_name") in {None, *services_of(self._documents[trace_id])}
            and asked.get("query.operation_name") in {None, *names_of(self._documents[trace_id])}
            and longest_ms(self._documents[trace_id]) >= least_ms(asked)
        ]
        return found[: int(asked["query.num_traces"])]

    def services(self) -> list[str]:
        """List the services of all traces."""
        return sorted({name for each in self._documents.values() for name in services_of(each)})


class Handler(BaseHTTPRequestHandler):
    """One request."""

    double: JaegerDouble
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.double.askers.add(self.client_address)
        self.double.asked.append((self.path, dict(self.headers)))
        self.double.behave(self)

    def send(self, status: int, content: bytes) -> None:
        """Send a whole answer."""
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: Any) -> None:
        """Print nothing."""


def answer(handler: Handler) -> None:
    """Answer as Jaeger does; it has no page of its own."""
    parts = urlsplit(handler.path)
    double = handler.double
    if parts.path == "/api/v3/services":
        handler.send(200, json.dumps({"services": double.services()}).encode())
    elif parts.path == "/api/v3/traces":
        send_traces(handler, double.search(dict(parse_qsl(parts.query))))
    elif parts.path.startswith("/api/v3/traces/"):
        send_traces(handler, double.find(parts.path.rpartition("/")[2]))
    else:
        handler.send(200, b"<html><h1>a placeholder</h1></html>")


def answer_with_page(handler: Handler) -> None:
    """Answer as a Jaeger that has its own page."""
    if urlsplit(handler.path).path == "/":
        handler.send(200, PAGE.encode())
    else:
        answer(handler)


def hang(handler: Handler) -> None:
    handler.double.released.wait(LONGEST_S)


def fail(handler: Handler) -> None:
    handler.send(500, b"out of memory")


def say_too_much(handler: Handler) -> None:
    handler.send(200, b" " * (33 * 1024 * 1024))


def send_traces(handler: Handler, traces: list[bytes]) -> None:
    if not traces:
        handler.send(404, b'{"error": {"httpCode": 404, "message": "no traces found"}}')
        return
    handler.send(200, b'{"result": {"resourceSpans": [' + b",".join(traces) + b"]}}")


def services_of(document: dict[str, Any]) -> set[str]:
    """Return the names of a trace's services."""
    return {
        each["resource"]["attributes"][0]["value"]["stringValue"]
        for each in document["resourceSpans"]
    }


def least_ms(asked: dict[str, str]) -> float:
    """Return how long a span takes at least that is asked for."""
    return float(asked.get("query.duration_min", "0ms").removesuffix("ms"))


def longest_ms(document: dict[str, Any]) -> float:
    """Return how long a trace's longest span took."""
    return max(
        (int(span["endTimeUnixNano"]) - int(span["startTimeUnixNano"])) / 1e6
        for span in spans_of(document)
    )


def names_of(document: dict[str, Any]) -> set[str]:
    """Return the names of a trace's spans."""
    return {span["name"] for span in spans_of(document)}


def spans_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the spans of a trace."""
    return [
        span
        for each in document["resourceSpans"]
        for scope in each["scopeSpans"]
        for span in scope["spans"]
    ]
