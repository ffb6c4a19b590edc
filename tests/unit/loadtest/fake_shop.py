"""A shop that answers as a test tells it to; real Locust sends it real requests."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
ORDER_ID = "6f1d3d4e-9d2a-4f3f-8a44-1c7b1f3d2a11"
CONFIRMED = {"id": ORDER_ID, "state": "confirmed", "trace_id": TRACE_ID}
SOLD_OUT = {
    "type": "urn:sandbox:problem:out-of-stock",
    "order_id": ORDER_ID,
    "trace_id": TRACE_ID,
}

Answer = tuple[int, dict[str, Any]]


class FakeShop(ThreadingHTTPServer):
    """Serves products, orders and deliveries.

    `answer_order` answers an order, or raises to hang up without a word.
    """

    daemon_threads = True
    # The usual five are too few for all shoppers at once: a connection beyond waits a second.
    request_queue_size = 128

    def __init__(self, answer_order: Callable[[], Answer]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer_order = answer_order
        self.orders: list[dict[str, Any]] = []
        self.deliveries: list[str] = []

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_port}"

    def answer(self, method: str, path: str) -> Answer:
        """Answer one request."""
        if path == "/api/deliveries":
            return 200, {"products": []}
        if method == "POST":
            return self.answer_order()
        if path == "/api/products":
            return 200, {"products": [{"sku": "TEA-ASSAM"}]}
        return 200, CONFIRMED

    def handle_error(self, *_: object) -> None:
        """Say nothing: hanging up is what the test asked for."""


class Handler(BaseHTTPRequestHandler):
    """Sends what the shop answers."""

    protocol_version = "HTTP/1.1"
    server: FakeShop

    def do_GET(self) -> None:
        self.reply("GET")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        request_id = self.headers["X-Request-ID"]
        if self.path == "/api/deliveries":
            self.server.deliveries.append(request_id)
        else:
            self.server.orders.append({**json.loads(body), "request_id": request_id})
        self.reply("POST")

    def reply(self, method: str) -> None:
        status, document = self.server.answer(method, self.path)
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("traceresponse", f"00-{TRACE_ID}-b7ad6b7169203331-03")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def open_shop(answer_order: Callable[[], Answer]) -> Iterator[FakeShop]:
    """Open a shop on a free port and close it afterwards."""
    shop = FakeShop(answer_order)
    thread = threading.Thread(target=shop.serve_forever)
    thread.start()
    try:
        yield shop
    finally:
        shop.shutdown()
        thread.join()
        shop.server_close()
