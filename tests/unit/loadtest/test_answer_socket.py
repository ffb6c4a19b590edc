import socket

import gevent
import pytest

from loadtest import answer_socket
from loadtest.answer_socket import AnswerSocket, AnswerTime
from loadtest.wall_clock import WallClock

ANSWERS = 150


def test_answers_that_came_at_once_are_timed_before_any_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A busy machine may take longer for all of them than the generator would wait.
    monkeypatch.setattr(answer_socket, "LONGEST_TURN_S", 20)
    clock, got_ns, read_ns = WallClock(0), [], []

    def read(end: socket.socket) -> None:
        answered = AnswerTime(clock)
        with AnswerSocket(answered, fileno=end.detach()) as ours:
            assert ours.recv(10) == b"answer"
        read_ns.append(clock.now_ns())
        got_ns.append(answered.got_ns)

    pairs = [socket.socketpair() for _ in range(ANSWERS)]
    for _, theirs in pairs:
        with theirs:
            theirs.sendall(b"answer")
    reading = [gevent.spawn(read, ours) for ours, _ in pairs]
    gevent.joinall(reading, raise_error=True, timeout=30)
    assert len(got_ns) == ANSWERS
    assert max(got_ns) <= min(read_ns)


def test_an_answer_in_pieces_is_there_with_the_last_of_them() -> None:
    clock = WallClock(0)
    answered = AnswerTime(clock)
    ours, theirs = socket.socketpair()
    with theirs, AnswerSocket(answered, fileno=ours.detach()) as end:
        theirs.sendall(b"ab")
        end.recv(1)
        between_ns = clock.now_ns()
        end.recv(1)
    assert between_ns <= answered.got_ns <= clock.now_ns()
    answered.clear()
    assert answered.got_ns == 0
