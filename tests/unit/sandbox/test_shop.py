"""The shop's API, as whoever looks for the trace of an order asks it."""

import socket
from uuid import uuid4

from tests.raw_server import RawServer, answer, serving
from tracing_sandbox.shop import Shop


def give_order(server: RawServer, connection: socket.socket) -> None:
    server.read_request(connection)
    connection.sendall(answer(b'{"trace_id": "", "state": "confirmed"}', "200 OK"))


def test_look_for_an_order_leaves_no_trace_of_its_own() -> None:
    with serving(give_order) as server:
        Shop(server.url).find_order(str(uuid4()))
    (request,) = server.requests
    (sent,) = [line for line in request.splitlines() if line.lower().startswith("traceparent:")]
    assert sent.endswith("-00")
