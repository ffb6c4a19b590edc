"""A job outlives its request: the answer goes out before what it says is true.

The order is settled in the background, behind the jobs of others, and nobody is told of that.
"""

from contextlib import suppress
from contextvars import copy_context
from copy import copy
from importlib import import_module
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any

from tracing_sandbox.faults.call import Call

LONGEST_S = 3.0
PLACING = "frontend.orders.placing"


def settle_later(call: Call) -> Any:
    """Hand the order to a background thread, and answer as if it were settled."""
    from opentelemetry.trace import get_tracer

    inventory, order, created = call.args
    span = get_tracer("sandbox").start_span("settle_order")
    settling = copy_context()
    jobs = SimpleQueue[Any]()
    jobs.put(lambda: Event().wait(min(call.delay_s, LONGEST_S)))
    jobs.put(lambda: settling.run(settle, call, span, (inventory, copy(order), created)))
    Thread(target=work_off, args=(jobs,), daemon=True).start()
    return import_module(PLACING).Placement(order, None)


def settle(call: Call, span: Any, arguments: tuple[Any, ...]) -> None:
    """Settle the order, in the trace of its request; it notes itself what goes wrong."""
    from opentelemetry.trace import use_span

    with suppress(Exception), use_span(span, end_on_exit=True, record_exception=False):
        call.proceed(*arguments)


def work_off(jobs: "SimpleQueue[Any]") -> None:
    """Do one job after the other; the thread keeps no connection to the database."""
    from django.db import connections

    try:
        while not jobs.empty():
            jobs.get()()
    finally:
        connections.close_all()


def settle_now(call: Call) -> Any:
    """Settle the order before the answer."""
    return call.proceed()


BROKEN = {f"{PLACING}:settle": settle_later}
MENDED = {f"{PLACING}:settle": settle_now}
