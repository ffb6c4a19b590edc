"""The garbage collector's pause: it looks at a big heap again and again while the request waits."""

import gc
import time
from array import array
from typing import Any

from tracing_sandbox.faults.call import Call

ENTRIES = 150_000


def collect_often(call: Call) -> Any:
    """Build a heap of many objects, and collect after each step, to keep the memory low."""
    until = time.monotonic() + call.delay_s
    history = [[place] for place in range(ENTRIES)]
    while time.monotonic() < until:
        gc.collect()
    history.clear()
    return call.proceed()


def keep_numbers(call: Call) -> Any:
    """Keep the same in one object that the collector need not look into."""
    history = array("q", range(ENTRIES))
    del history
    return call.proceed()


BROKEN = {"frontend.orders.saving:find_or_create": collect_often}
MENDED = {"frontend.orders.saving:find_or_create": keep_numbers}
