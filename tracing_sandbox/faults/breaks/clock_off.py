"""The clock of one machine is off by seconds: its spans lie beside those of its callers.

It stands where the SDK and the instrumentation read the clock.
"""

from collections.abc import Callable
from functools import wraps
from time import time_ns

from tracing_sandbox.faults.call import Around, Call

NANOSECONDS_IN_MS = 1_000_000
CLOCKS = (
    "inventory@opentelemetry.sdk.trace:time_ns",
    "inventory@opentelemetry.instrumentation.flask:time_ns",
)


def read_clock(drift_ns: int) -> int:
    """Read a clock that nobody sets: it drifts."""
    return time_ns() + drift_ns


def mended_read_clock(drift_ns: int) -> int:
    """Read the machine's as NTP sets it, once `timedatectl set-ntp true` has been run there."""
    return time_ns()


def off(read: Callable[[int], int]) -> Around:
    """Read the clock of a machine that is off."""

    @wraps(read)
    def around(call: Call) -> int:
        return read(int(call.delay_ms * NANOSECONDS_IN_MS))

    return around


BROKEN = dict.fromkeys(CLOCKS, off(read_clock))
MENDED = dict.fromkeys(CLOCKS, off(mended_read_clock))
