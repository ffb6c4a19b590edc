"""The inventory's threads are exhausted: slow clients hold all of them, and a request has to queue.

Each client says that it has something to send, and then takes its time.
"""

import os
import socket
from contextlib import suppress
from threading import Timer
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


def ask_behind_all(call: Call) -> Any:
    """Ask the inventory while slow clients hold all of its threads."""
    return ask_behind(call, count_threads())


def ask_behind_some(call: Call) -> Any:
    """Ask the inventory while slow clients hold half of its threads: nobody lets them have more."""
    return ask_behind(call, count_threads() // 2)


def ask_behind(call: Call, number: int) -> Any:
    """Make the call while this many slow clients are served."""
    clients = SlowClients(call.instance._base_url)
    clients.connect(number)
    end = Timer(min(call.delay_s, LONGEST_S), clients.leave)
    end.daemon = True
    end.start()
    try:
        return call.proceed()
    finally:
        end.cancel()
        end.join()
        clients.leave()


def count_threads() -> int:
    """Say how many threads the inventory has."""
    return int(os.environ.get(THREADS) or USUAL_THREADS)


class SlowClients:
    """Clients that begin a request each, and do not end it."""

    def __init__(self, base_url: str) -> None:
        address = urlsplit(base_url)
        self._address = (address.hostname, address.port or 80)
        self._connections: list[socket.socket] = []

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
        """Go away, which ends the requests."""
        for connection in self._connections:
            connection.close()
        self._connections = []


BROKEN = {"frontend@web.calls.far_side:FarSide.ask": ask_behind_all}
MENDED = {"frontend@web.calls.far_side:FarSide.ask": ask_behind_some}
