"""How the third party behaves, apart from its prices: how long it thinks about each question.

This is the place for everything that makes it a worse third party: slow, failing, refusing.
"""

import random
import threading
import time

JITTER_SIGMA = 0.25


class Behaviour:
    """Thinks for a log-normal time around `latency_ms`; the same seed, the same sequence."""

    def __init__(self, latency_ms: float, seed: int) -> None:
        self._latency_ms = latency_ms
        self._random = random.Random(seed)  # noqa: S311
        self._lock = threading.Lock()

    def think(self) -> None:
        """Take the time that this answer takes."""
        time.sleep(self.draw_latency_ms() / 1000)

    def draw_latency_ms(self, chance: random.Random | None = None) -> float:
        """Draw a latency in milliseconds: the next one, or by a question's own chance."""
        with self._lock:
            drawn = (chance or self._random).lognormvariate(0.0, JITTER_SIGMA)
            return self._latency_ms * drawn
