"""One clock for plan, record and spans: read from the wall once, and steady from there."""

import time

NS_PER_MS = 1_000_000
NS_PER_S = 1_000_000_000
NS_PER_US = 1_000


class WallClock:
    """Tells nanoseconds since 1970; that the machine's clock is set meanwhile does not move it.

    All readings lie whole microseconds from `began_ns`: Jaeger keeps no more, and what adds up here
    adds up there.
    """

    def __init__(self, began_ns: int) -> None:
        self.began_ns = began_ns
        self._ahead_ns = time.time_ns() - time.monotonic_ns()

    def now_ns(self) -> int:
        """Return the time."""
        passed_ns = time.monotonic_ns() + self._ahead_ns - self.began_ns
        return self.began_ns + passed_ns // NS_PER_US * NS_PER_US

    def planned_ns(self, at_ms: float) -> int:
        """Return when something is due that a plan has at so many ms."""
        return self.began_ns + round(at_ms * NS_PER_MS)

    def s_until(self, moment_ns: int) -> float:
        """Return the seconds until a moment; below 0 where it has passed."""
        return (moment_ns - self.now_ns()) / NS_PER_S
