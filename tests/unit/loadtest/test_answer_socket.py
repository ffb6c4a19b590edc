import socket
import time

import gevent

from loadtest.answer_socket import AnswerSocket, AnswerTime
from loadtest.wall_clock import NS_PER_S, WallClock

ANSWERS = 150
READING_S = 0.002


def test_answers_that_came_at_once_are_timed_before_any_is_read() -> None:
    clock, got_ns = WallClock(0), []

    def read(end: socket.socket) -> None:
        answered = AnswerTime(clock)
        with AnswerSocket(answered, fileno=end.detach()) as ours:
            assert ours.recv(10) == b"answer"
        # Reading keeps the whole generator busy: no sleep of gevent's.
        time.sleep(READING_S)
        got_ns.append(answered.got_ns)

    pairs = [socket.socketpair() for _ in range(ANSWERS)]
    reading = [gevent.spawn(read, ours) for ours, _ in pairs]
    for _, theirs in pairs:
        with theirs:
            theirs.sendall(b"answer")
    gevent.joinall(reading, raise_error=True, timeout=30)
    assert len(got_ns) == ANSWERS
    assert max(got_ns) - min(got_ns) < ANSWERS * READING_S * NS_PER_S / 2


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
