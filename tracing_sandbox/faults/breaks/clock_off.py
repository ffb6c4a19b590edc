"""The clock of one machine is off by seconds: its spans lie beside those of its callers."""

import time

from tracing_sandbox.faults.call import Call

NANOSECONDS_IN_MS = 1_000_000


def broken(call: Call) -> int:
    """Read a clock that nobody has set."""
    return time.time_ns() + int(call.delay_ms * NANOSECONDS_IN_MS)


def mended(call: Call) -> int:
    """Read the clock that NTP keeps (`timedatectl set-ntp true`)."""
    return int(call.proceed())


CLOCKS = (
    "inventory@opentelemetry.sdk.trace:time_ns",
    "inventory@opentelemetry.instrumentation.flask:time_ns",
)
BROKEN = dict.fromkeys(CLOCKS, broken)
MENDED = dict.fromkeys(CLOCKS, mended)
