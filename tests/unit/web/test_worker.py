"""A connection's requests each have a deadline of their own, and their answers a later one."""

import socket
from collections.abc import Iterator

import pytest
from gunicorn.config import Config

from web.server import worker
from web.server.refusal import LateRequestError, find_refusal
from web.server.worker import DeadlineParser

TIMEOUT_S = 0.5


class Clock:
    """Time that passes only when a test says so."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The worker's clock: what is there in time is not late because the machine paused."""
    clock = Clock()
    monkeypatch.setattr(worker, "time", clock)
    return clock


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[DeadlineParser, socket.socket]]:
    """A parser with a short deadline, and the client's end of its connection."""
    monkeypatch.setattr(worker, "READ_TIMEOUT_S", TIMEOUT_S)
    ours, clients = socket.socketpair()
    with ours, clients:
        yield DeadlineParser(Config(), ours, ("127.0.0.1", 1)), clients


def post(body: bytes, length: int) -> bytes:
    return b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%b" % (length, body)


def test_each_request_of_a_connection_has_the_whole_time(
    ends: tuple[DeadlineParser, socket.socket], clock: Clock
) -> None:
    parser, client = ends
    for body in (b"one", b"two"):
        client.sendall(post(body, 3))
        assert next(parser).body.read() == body
        clock.now += TIMEOUT_S


def test_head_that_stops_is_late_and_refused(
    ends: tuple[DeadlineParser, socket.socket],
) -> None:
    parser, client = ends
    client.sendall(post(b"", 3)[:20])
    with pytest.raises(LateRequestError) as late:
        next(parser)
    assert find_refusal(late.value).status == 408


def test_body_that_stops_is_late(ends: tuple[DeadlineParser, socket.socket]) -> None:
    parser, client = ends
    client.sendall(post(b"o", 3))
    with pytest.raises(TimeoutError):
        next(parser).body.read()


def test_answer_that_nobody_reads_is_given_up_later(
    ends: tuple[DeadlineParser, socket.socket], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "WRITE_TIMEOUT_S", 2 * TIMEOUT_S)
    parser, client = ends
    client.sendall(post(b"one", 3) * 2)
    for _ in range(2):
        next(parser).body.read()
        with pytest.raises(TimeoutError):
            parser.unreader.sock.sendall(b"x" * 10_000_000)
