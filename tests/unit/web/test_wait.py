"""How long a request has waited is how long its bytes have been there."""

import socket
import time
from collections.abc import Iterator

import pytest

from web.server import wait
from web.server.wait import find_wait_s

WAIT_S = 0.05


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Both ends of a connection: ours and the client's."""
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname()) as client,
    ):
        ours, _ = listener.accept()
        with ours:
            yield ours, client


def test_wait_begins_when_the_bytes_came(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, client = ends
    opened = time.monotonic()
    time.sleep(2 * WAIT_S)
    sent = time.monotonic()
    client.sendall(b"GET")
    time.sleep(WAIT_S)

    wait_s = find_wait_s(ours, opened)

    assert WAIT_S / 2 < wait_s <= time.monotonic() - sent


def test_client_that_has_sent_nothing_waits_for_nothing(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    ours, _ = ends
    assert find_wait_s(ours, time.monotonic() - 5) == 0


def test_wait_counts_from_when_it_was_seen_where_the_kernel_does_not_say(
    ends: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, client = ends
    client.sendall(b"GET")
    monkeypatch.setattr(wait, "KERNEL_TELLS", False)
    assert find_wait_s(ours, time.monotonic() - 5) >= 5


def test_connection_that_is_none_of_tcp_waits_for_nothing() -> None:
    ours, client = socket.socketpair()
    with ours, client:
        client.sendall(b"GET")
        assert find_wait_s(ours, time.monotonic() - 5) == 0
