"""A request has a deadline for its head and body together, and its answer a later one."""

import socket
from collections.abc import Iterator

import pytest
from gunicorn.config import Config
from gunicorn.http import RequestParser

from web.server import worker
from web.server.refusal import LateRequestError, find_refusal
from web.server.worker import DeadlineUnreader

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
def ends(clock: Clock) -> Iterator[tuple[RequestParser, socket.socket]]:
    """A parser whose request is due soon, and the client's end of its connection."""
    ours, clients = socket.socketpair()
    with ours, clients:
        parser = RequestParser(Config(), ours, ("127.0.0.1", 1))
        parser.unreader = DeadlineUnreader(ours)
        parser.unreader.deadline = clock.now + TIMEOUT_S
        yield parser, clients


def post(body: bytes, length: int) -> bytes:
    return b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%b" % (length, body)


def test_request_in_time_is_read(ends: tuple[RequestParser, socket.socket]) -> None:
    parser, client = ends
    client.sendall(post(b"one", 3))
    assert next(parser).body.read() == b"one"


def test_head_that_stops_is_late_and_refused(ends: tuple[RequestParser, socket.socket]) -> None:
    parser, client = ends
    client.sendall(post(b"", 3)[:20])
    with pytest.raises(LateRequestError) as late:
        next(parser)
    assert find_refusal(late.value).status == 408


def test_body_that_stops_is_late(ends: tuple[RequestParser, socket.socket]) -> None:
    parser, client = ends
    client.sendall(post(b"o", 3))
    with pytest.raises(TimeoutError):
        next(parser).body.read()


def test_body_that_drips_is_late_all_the_same(
    ends: tuple[RequestParser, socket.socket], clock: Clock
) -> None:
    parser, client = ends
    client.sendall(post(b"o", 3))
    request = next(parser)
    assert request.body.reader.unreader.read(1) == b"o"
    clock.now += TIMEOUT_S
    with pytest.raises(TimeoutError):
        request.body.read(1)


def test_answer_that_nobody_reads_is_given_up_later(
    ends: tuple[RequestParser, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "WRITE_TIMEOUT_S", 2 * TIMEOUT_S)
    parser, client = ends
    client.sendall(post(b"one", 3))
    next(parser).body.read()
    with pytest.raises(TimeoutError):
        parser.unreader.sock.sendall(b"x" * 10_000_000)
