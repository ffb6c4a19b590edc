"""The inventory's threads are exhausted: slow clients hold all of them, and a request has to queue.

Each client says that it has something to send, and then takes its time.
"""

import os
import socket
import time
from contextlib import suppress
from importlib import import_module
from threading import Lock, Timer
from typing import Any
from urllib.parse import urlsplit

from tracing_sandbox.faults.call import Call

THREADS = "SANDBOX_INVENTORY_THREADS"
USUAL_THREADS = 16
# Below the time in which the server wants a whole request.
LONGEST_S = 4.0
STEP_S = 1.0
# It is served as any other; its trace is not sampled.
HEAD = (
    "POST /reservations HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
    "Content-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n"
    "traceparent: 00-{trace_id:032x}-0000000000000001-00\r\n\r\n"
)
ENOUGH = 64
# The server has something to do for each that leaves.
BETWEEN_S = 0.01
INVENTORY = "frontend.inventory"
CLIENTS = "clients"


def come_as_many(call: Call) -> Any:
    """Serve the request while slow clients hold all of the inventory's threads."""
    return come(call, count_threads())


def come_half_as_many(call: Call) -> Any:
    """Serve the request while slow clients hold half of the threads: they may not have more."""
    return come(call, count_threads() // 2)


def come(call: Call, number: int) -> Any:
    """Serve the request while this many slow clients are there; they came before it."""
    clients = SlowClients(import_module(INVENTORY).get_inventory()._far_side._base_url)
    call.stage[CLIENTS] = clients
    try:
        clients.connect(number)
        return call.proceed()
    finally:
        clients.leave()


def ask_among_them(call: Call) -> Any:
    """Ask the inventory; the slow clients leave after a while."""
    clients = call.stage.get(CLIENTS)
    if clients is None:
        return call.proceed()
    end = Timer(min(call.delay_s, LONGEST_S), clients.leave)
    end.daemon = True
    end.start()
    try:
        return call.proceed()
    finally:
        end.cancel()


def count_threads() -> int:
    """Say how many threads the inventory has."""
    return int(os.environ.get(THREADS) or USUAL_THREADS)


class SlowClients:
    """Clients that begin a request each, and do not end it."""

    def __init__(self, base_url: str) -> None:
        address = urlsplit(base_url)
        self._address = (address.hostname, address.port or 80)
        self._connections: list[socket.socket] = []
        self._leaving = Lock()

    def connect(self, number: int) -> None:
        """Begin the requests; return when a thread has taken up each."""
        with suppress(OSError):
            for place in range(number):
                self._begin(place)
            for connection in self._connections:
                connection.recv(ENOUGH)

    def _begin(self, place: int) -> None:
        connection = socket.create_connection(self._address, timeout=STEP_S)
        self._connections.append(connection)
        head = HEAD.format(host=self._address[0], trace_id=place + 1)
        connection.sendall(head.encode())

    def leave(self) -> None:
        """Go away one after the other, which ends the requests; return when all have gone."""
        with self._leaving:
            while self._connections:
                self._connections.pop().close()
                time.sleep(BETWEEN_S)


ASK = "frontend@web.calls.far_side:FarSide.ask"
BROKEN = {"frontend:wsgi": come_as_many, ASK: ask_among_them}
MENDED = {"frontend:wsgi": come_half_as_many, ASK: ask_among_them}
