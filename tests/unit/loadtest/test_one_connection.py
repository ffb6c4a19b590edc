"""What we change inside geventhttpclient is still there, and does what we change it for."""

import socket
import time
from typing import Any

import gevent.socket
import pytest
from geventhttpclient.client import HTTPClient, HTTPClientPool
from geventhttpclient.response import HTTPConnectionClosed
from geventhttpclient.url import URL

from loadtest.answer_socket import AnswerTime
from loadtest.one_connection import OneConnection
from loadtest.wall_clock import WallClock
from tests.raw_server import RawServer, answer, serving


def test_connection_goes_where_it_is_told_and_notes_when_the_answer_came() -> None:
    def serve(server: RawServer, connection: socket.socket) -> None:
        server.read_request(connection)
        connection.sendall(answer(b"a page"))

    began_ns = time.time_ns()
    answered, asked = AnswerTime(WallClock(began_ns)), []
    with serving(serve) as server:

        def find() -> list[Any]:
            asked.append(server.port)
            return gevent.socket.getaddrinfo("127.0.0.1", server.port, type=socket.SOCK_STREAM)

        # Nobody knows that name: only what `find` returns leads to the shop.
        client = OneConnection(find, None, answered).get_client(URL("http://shop.invalid"))
        assert client.get("/").read() == b"a page"
        client.close()
        assert asked == [server.port]
    assert began_ns < answered.got_ns < time.time_ns()


def test_request_that_nobody_answers_is_sent_once() -> None:
    """The library itself sends it more than once: else this would say nothing."""

    def hang_up(server: RawServer, connection: socket.socket) -> None:
        server.read_request(connection)

    counts = []
    with serving(hang_up) as server:

        def find() -> list[Any]:
            return gevent.socket.getaddrinfo("127.0.0.1", server.port, type=socket.SOCK_STREAM)

        ours = OneConnection(find, None, AnswerTime(WallClock(time.time_ns())))
        for pool in (ours, HTTPClientPool()):
            client: HTTPClient = pool.get_client(URL(server.url))
            with pytest.raises(HTTPConnectionClosed):
                client.get("/")
            client.close()
            counts.append(len(server.requests) - sum(counts))
    assert counts[0] == 1
    assert counts[1] > 1
