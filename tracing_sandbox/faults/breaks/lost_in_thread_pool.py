"""Work is handed to a pool of threads without its context: what begins there begins a trace.

It stands around the step that takes the stock off the shelf.
"""

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import wraps
from typing import Any

from tracing_sandbox.faults.call import Around, Call


def submit(pool: Executor, work: Callable[..., Any], *args: Any) -> Any:
    """Let a thread do the work: it has a context of its own, which is empty."""
    return pool.submit(work, *args)


def mended_submit(pool: Executor, work: Callable[..., Any], *args: Any) -> Any:
    """Let a thread do the work, in a copy of this context."""
    from contextvars import copy_context

    return pool.submit(copy_context().run, work, *args)


def in_pool(hand_over: Callable[..., Any]) -> Around:
    """Let a thread make the call, and wait for it."""

    @wraps(hand_over)
    def around(call: Call) -> Any:
        with ThreadPoolExecutor(max_workers=1) as pool:
            return hand_over(pool, call.proceed).result()

    return around


RESERVE = "inventory.app:reserve_stock"
BROKEN = {RESERVE: in_pool(submit)}
MENDED = {RESERVE: in_pool(mended_submit)}
