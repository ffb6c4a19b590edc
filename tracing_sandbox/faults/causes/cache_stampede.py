"""A cache that expires for all at once: many callers compute the same anew, at the same time."""

import time
from collections.abc import Callable
from threading import Barrier, BrokenBarrierError, Lock, Thread
from typing import Any, TypeAlias

from tracing_sandbox.faults.call import Call

CALLERS = 24
ARRIVE_S = 5.0
RATES = 500

Rates: TypeAlias = list[float]


class RateCache:
    """The rates of exchange; to compute them costs so much CPU, until a deadline at most."""

    def __init__(self, cost_s: float, until: float) -> None:
        self._cost_s = cost_s
        self._until = until
        self._computing = Lock()
        self._rates: Rates = []

    def compute(self) -> None:
        """Compute the rates, whoever else does."""
        self._rates = self._new_rates()

    def compute_once(self) -> None:
        """Compute the rates, unless somebody does already: the old ones are good until then."""
        if self._computing.acquire(blocking=False):
            self._rates = self._new_rates()

    def _new_rates(self) -> Rates:
        spent_at = time.thread_time() + self._cost_s
        rates = [1.0] * RATES
        while time.thread_time() < spent_at and time.monotonic() < self._until:
            rates = [(rate + 2 / rate) / 2 for rate in rates]
        return rates


def compute_each(call: Call) -> Any:
    """Find the cache expired together with many others, of whom each computes."""
    return find_expired_together(call, expired_cache(call).compute)


def compute_once(call: Call) -> Any:
    """Find the cache expired together with many others, of whom one computes for all."""
    return find_expired_together(call, expired_cache(call).compute_once)


def expired_cache(call: Call) -> RateCache:
    """Make a cache whose rates cost all callers together what is asked for."""
    return RateCache(call.delay_s / CALLERS, time.monotonic() + call.delay_s)


def find_expired_together(call: Call, refresh: Callable[[], None]) -> Any:
    """Let all callers come at the same moment, this request among them."""
    come = Barrier(CALLERS, timeout=ARRIVE_S)
    others = [
        Thread(target=refresh_with, args=(come, refresh), daemon=True) for _ in range(CALLERS - 1)
    ]
    for other in others:
        other.start()
    try:
        refresh_with(come, refresh)
        return call.proceed()
    finally:
        for other in others:
            other.join()


def refresh_with(come: Barrier, refresh: Callable[[], None]) -> None:
    """Refresh the cache once all have found it expired."""
    try:
        come.wait()
    except BrokenBarrierError:
        return
    refresh()


BROKEN = {"inventory.thirdparty:ThirdParty._read_quote": compute_each}
MENDED = {"inventory.thirdparty:ThirdParty._read_quote": compute_once}
