"""An inventory that does what a test wants: reserves, refuses, hangs, drips, breaks off."""

import json
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tracing_sandbox.running.ports import free_port

LONGEST_S = 30.0
STOCK = {
    "TEA-ASSAM": 99_998,
    "TEA-DARJEELING": 100_000,
    "TEA-EARL-GREY": 100_000,
    "TEA-JASMINE": 100_000,
    "TEA-ROOIBOS": 0,
    "TEA-SILVER-NEEDLE": 5,
}


def answer_stock(exchange: "Exchange") -> None:
    exchange.answer(200, json.dumps({"stock": STOCK, "trace_id": "0" * 32}).encode())


@dataclass
class Asked:
    """One request for a reservation that the double was sent."""

    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class InventoryDouble:
    """Listens on 127.0.0.1; `behave` answers, by default with a reservation.

    What is asked of its shelves is answered by `tell_stock`, and noted in `looks`.
    """

    behave: Callable[["Exchange"], None]
    tell_stock: Callable[["Exchange"], None] = answer_stock
    looks: list[str] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    # One of the system's choice could be somebody else's between a stop and a start.
    port: int = field(default_factory=free_port)

    def start(self) -> "InventoryDouble":
        """Listen, on the same port each time."""
        exchange = type("BoundExchange", (Exchange,), {"double": self})
        self._server = Server(("127.0.0.1", self.port), exchange)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Close the port, and every connection that somebody keeps."""
        self._server.shutdown()
        self._server.server_close()
        self._server.hang_up()

    def reset(self) -> None:
        """Let go whoever hangs, and behave again."""
        self.released.set()
        self.released = threading.Event()
        self.behave = reserve
        self.tell_stock = answer_stock
        self.looks.clear()
        self.asked.clear()


class Server(ThreadingHTTPServer):
    """Does not wait for threads that hang."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._connections: list[socket.socket] = []

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, and serve it."""
        self._connections.append(request)
        super().process_request(request, client_address)

    def hang_up(self) -> None:
        """End every connection."""
        for connection in self._connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of connections that a test broke."""


class Exchange(BaseHTTPRequestHandler):
    """One request and what becomes of it."""

    double: InventoryDouble
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.double.looks.append(f"GET {self.path}")
        self.double.tell_stock(self)

    def do_POST(self) -> None:
        if self.path != "/reservations":
            self.double.looks.append(f"POST {self.path}")
            return self.double.tell_stock(self)
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.body = body
        self.double.asked.append(Asked(dict(self.headers), body))
        return self.double.behave(self)

    def log_message(self, *args: Any) -> None:
        """Print nothing."""

    def answer(self, status: int, content: bytes, media_type: str = "application/json") -> None:
        """Send a whole answer."""
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def reservation(body: dict[str, Any]) -> dict[str, Any]:
    """Return what the inventory answers to a reservation request."""
    return {
        **body,
        "unit_price_pence": 780,
        "total_pence": 780 * body["quantity"],
        "currency": "GBP",
        "lead_time_days": 1,
        "trace_id": "0" * 32,
    }


def reserve(exchange: Exchange) -> None:
    exchange.answer(201, json.dumps(reservation(exchange.body)).encode())


def answer_document(status: int, document: Any) -> Callable[[Exchange], None]:
    """Answer with a JSON document."""
    return lambda exchange: exchange.answer(status, json.dumps(document).encode())


def answer_problem(status: int, kind: str, **members: Any) -> Callable[[Exchange], None]:
    """Answer with a problem document."""
    document = {"type": f"urn:sandbox:problem:{kind}", "status": status, "detail": "words"}
    return answer_document(status, {**document, **members})


def answer_reservation(**wrong: Any) -> Callable[[Exchange], None]:
    """Answer with a reservation some of whose fields are wrong."""

    def behave(exchange: Exchange) -> None:
        document = {**reservation(exchange.body), **wrong}
        exchange.answer(201, json.dumps(document).encode())

    return behave


def hang(exchange: Exchange) -> None:
    exchange.double.released.wait(LONGEST_S)


def drip(exchange: Exchange) -> None:
    """Send one byte after the other, each in time and all of them too late."""
    exchange.send_response(201)
    exchange.send_header("Content-Length", "1000")
    exchange.end_headers()
    deadline = time.monotonic() + LONGEST_S
    while not exchange.double.released.wait(0.1) and time.monotonic() < deadline:
        exchange.wfile.write(b" ")
        exchange.wfile.flush()


def break_off(exchange: Exchange) -> None:
    """Promise more than is sent."""
    exchange.send_response(201)
    exchange.send_header("Content-Length", "1000")
    exchange.end_headers()
    exchange.wfile.write(b'{"order_id"')
    exchange.close_connection = True


def reset_connection(exchange: Exchange) -> None:
    """Close without a word, with RST."""
    exchange.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    exchange.close_connection = True
    exchange.rfile.close()
    exchange.connection.close()


def speak_no_http(exchange: Exchange) -> None:
    exchange.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")
    exchange.close_connection = True


def speak_no_json(exchange: Exchange) -> None:
    exchange.answer(200, b"<html>hello</html>", "text/html")
