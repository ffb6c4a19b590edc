"""The third party is slow to connect to: its name has two addresses, and the first one is dead.

Whoever listens at the dead one takes no more connections: each question to open one is lost.
"""

import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TypeAlias

from tracing_sandbox.faults.call import Call
from tracing_sandbox.faults.own_connection import send_on_own_connection

HEAD_START_S = 0.01
LONGEST_S = 1.0
FULL_AT = 8

Address: TypeAlias = tuple[str, int]


def one_after_the_other(call: Call) -> socket.socket:
    """Try the first address for as long as one is tried, and then the second."""
    with dead_address() as dead, suppress(OSError):
        return socket.create_connection(dead, call.delay_s)
    connection: socket.socket = call.proceed()
    return connection


def side_by_side(call: Call) -> socket.socket:
    """Try the second address soon after the first, and take what connects (RFC 8305)."""
    with dead_address() as dead, begun(dead) as first:
        poller = select.poll()
        poller.register(first, select.POLLOUT)
        poller.poll(HEAD_START_S * 1000)
        connection: socket.socket = call.proceed()
    return connection


@contextmanager
def begun(address: Address) -> Iterator[socket.socket]:
    """Begin to connect, without waiting for it."""
    with socket.socket() as connection:
        connection.setblocking(False)
        connection.connect_ex(address)
        yield connection


@contextmanager
def dead_address() -> Iterator[Address]:
    """Give an address whose queue of connections is full: what else comes is lost."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        waiting = fill_queue(address)
        try:
            yield address
        finally:
            for connection in waiting:
                connection.close()


def fill_queue(address: Address) -> list[socket.socket]:
    """Connect until one is not taken any more; all of them are to be closed."""
    waiting = []
    for _ in range(FULL_AT):
        connection = socket.socket()
        waiting.append(connection)
        connection.setblocking(False)
        connection.connect_ex(address)
        poller = select.poll()
        poller.register(connection, select.POLLOUT)
        if not poller.poll(1):
            break
    return waiting


SEND = "inventory@web.calls.session:WholeAnswerAdapter.send"
CONNECT = "inventory@urllib3.util.connection:create_connection"
BROKEN = {SEND: send_on_own_connection, CONNECT: one_after_the_other}
MENDED = {SEND: send_on_own_connection, CONNECT: side_by_side}
