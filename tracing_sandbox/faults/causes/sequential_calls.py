"""Calls in sequence: the prices of several quantities are asked for one after another.

None of the questions needs the answer to another one.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Any, TypeAlias

from tracing_sandbox.faults.call import Call
from tracing_sandbox.faults.resending import is_to_third_party

Ask: TypeAlias = Callable[[], Any]

# From how many on a product may be cheaper: whoever orders is told what they could save.
STEPS = (2, 3, 4, 5, 10, 20, 25, 50, 100, 200)
SIDE_BY_SIDE = 4


def ask_in_sequence(call: Call) -> Any:
    """Ask for one price after another."""
    if not is_to_third_party(call):
        return call.proceed()
    answers = [ask() for ask in questions(call)]
    return answers[0]


def ask_side_by_side(call: Call) -> Any:
    """Ask for all prices at once, each in a copy of the context: its span gets the right parent."""
    if not is_to_third_party(call):
        return call.proceed()
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        answers = [pool.submit(copy_context().run, ask) for ask in questions(call)]
        return answers[0].result()


def questions(call: Call) -> list[Ask]:
    """List the questions: what was asked for, and what more of it would cost."""
    method, path = call.args
    others = [{"quantity": str(quantity)} for quantity in STEPS]
    return [
        partial(call.proceed, method, path, params=each)
        for each in (call.kwargs["params"], *others)
    ]


BROKEN = {"inventory@web.calls.far_side:FarSide.ask": ask_in_sequence}
MENDED = {"inventory@web.calls.far_side:FarSide.ask": ask_side_by_side}
