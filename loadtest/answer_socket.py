"""When an answer was there: noted as it comes from the system, before anything is made of it."""

from typing import Any

import gevent
import gevent.socket

from loadtest.wall_clock import WallClock

# A generator with too much to do is never idle.
LONGEST_TURN_S = 0.01


class AnswerTime:
    """The time at which the last piece of an answer came; 0 where none has, or TLS hides it."""

    def __init__(self, clock: WallClock) -> None:
        self._clock = clock
        self.got_ns = 0

    def clear(self) -> None:
        """Wait for another answer."""
        self.got_ns = 0

    def note(self) -> None:
        """Note that something came.

        Many answers may have come at once: each is noted before any is read.
        """
        first = not self.got_ns
        self.got_ns = self._clock.now_ns()
        if first:
            with gevent.Timeout(LONGEST_TURN_S, False):
                gevent.idle()


class AnswerSocket(gevent.socket.socket):  # type: ignore[misc]
    """A socket that notes when something came."""

    def __init__(self, time: AnswerTime, *kind: int, **named: int) -> None:
        super().__init__(*kind, **named)
        self._time = time

    def recv(self, *arguments: Any) -> bytes:
        """Receive what there is."""
        received: bytes = super().recv(*arguments)
        self._time.note()
        return received
