"""The shop's API, as whoever looks for the trace of an order asks it."""

import json
import socket
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from tests.raw_server import RawServer, answer, serving
from tracing_sandbox.errors import SandboxError
from tracing_sandbox.shop import Shop

PRODUCTS = {
    "products": [{"sku": "TEA-ASSAM", "in_stock": 100_000}, {"sku": "COFFEE", "in_stock": None}]
}
LATE = {"type": "urn:sandbox:problem:inventory-late", "detail": "The inventory did not answer."}


def give(document: Any, status: str = "200 OK") -> Callable[[RawServer, socket.socket], None]:
    """Answer one request with a document."""

    def serve(server: RawServer, connection: socket.socket) -> None:
        server.read_request(connection)
        connection.sendall(answer(json.dumps(document).encode(), status))

    return serve


def only_request(server: RawServer) -> tuple[str, str]:
    """Return the first line of the one request, and the end of its traceparent."""
    (request,) = server.requests
    (sent,) = [line for line in request.splitlines() if line.lower().startswith("traceparent:")]
    return request.splitlines()[0], sent[-3:]


def test_look_for_an_order_leaves_no_trace_of_its_own() -> None:
    order_id = str(uuid4())
    with serving(give({"trace_id": "", "state": "confirmed"})) as server:
        Shop(server.url).find_order(order_id)
    assert only_request(server) == (f"GET /api/orders/{order_id} HTTP/1.1", "-00")


def test_refill_tells_what_is_in_stock_and_leaves_no_trace() -> None:
    with serving(give(PRODUCTS)) as server:
        assert Shop(server.url).refill() == {"TEA-ASSAM": 100_000}
    assert only_request(server) == ("POST /api/deliveries HTTP/1.1", "-00")


@pytest.mark.parametrize("ask", [Shop.refill, Shop.list_skus])
def test_refusal_is_told_in_the_shops_words(ask: Callable[[Shop], Any]) -> None:
    with serving(give(LATE, "504 Gateway Timeout")) as server:
        shop = Shop(server.url)
        with pytest.raises(SandboxError, match=r"has a problem: The inventory did not answer\."):
            ask(shop)
