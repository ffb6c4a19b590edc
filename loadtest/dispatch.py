"""Open arrivals: each journey begins when it is due, whatever became of those before it."""

from collections.abc import Callable, Sequence

import gevent
from gevent.event import Event
from gevent.pool import Group

from loadtest.failure import CutOffError
from loadtest.wall_clock import WallClock
from tracing_sandbox.load.planning.plan import Arrival

# Twice the time that a request may take; a shop that drips its answers is not waited for longer.
LONGEST_JOURNEY_S = 75.0
# What a journey that is cut off needs for its record.
CUT_OFF_S = 5.0


class Dispatch:
    """Begins each journey in a greenlet of its own, until all have come or it is told to stop."""

    def __init__(self, walk: Callable[[Arrival], None]) -> None:
        self._walk = walk
        self._under_way = Group()
        self._stopping = Event()
        self._cutting_off = Event()
        self.failed = False

    @property
    def stopped(self) -> bool:
        """Tell whether it was told to stop."""
        return bool(self._stopping.is_set())

    def stop(self) -> None:
        """Let nobody in from now on."""
        self._stopping.set()

    def cut_off(self) -> None:
        """Let nobody in, and wait no longer for the journeys under way."""
        self.stop()
        self._cutting_off.set()

    def run(self, arrivals: Sequence[Arrival], clock: WallClock) -> None:
        """Begin each journey when it is due; return when all have begun, or it was stopped."""
        for arrival in arrivals:
            wait_s = clock.s_until(clock.planned_ns(arrival.at_ms))
            if wait_s > 0:
                self._stopping.wait(wait_s)
            if self.stopped:
                return
            self._under_way.spawn(self._walk, arrival).link_exception(self._fail)

    def drain(self, stop_timeout_s: float) -> None:
        """Wait for the journeys under way, for so long at most once it was told to stop.

        One that is not over then is cut off: its record says so.
        """
        over = gevent.spawn(self._under_way.join)
        gevent.wait([over, self._stopping], timeout=LONGEST_JOURNEY_S, count=1)
        if self.stopped:
            gevent.wait([over, self._cutting_off], timeout=stop_timeout_s, count=1)
        # What has only just begun cannot say that it was cut off.
        gevent.sleep(0)
        self._under_way.kill(CutOffError(), timeout=CUT_OFF_S)

    def _fail(self, _greenlet: object) -> None:
        """Stop where a journey fails by our own fault; gevent has printed how."""
        self.failed = True
        self.stop()
