"""The third party answers 429: the inventory asks twice where once would do, and waits then.

The third party takes one question, and another when its window has passed. Each answer of 429
says when to ask again (`Retry-After`), and each attempt is a span.
"""

import importlib
import time
from typing import Any

from tracing_sandbox.faults.call import Call
from tracing_sandbox.faults.resending import RESENDS, is_to_third_party, send_counted

MOST_RESENDS = 5
RETRY_AFTER_S = 1
FIRST_PAUSE_S = 0.25
MOST_JITTER = 0.25
TOLD = "told"

# By whom a window was opened, and until when it lasts; those that have passed are thrown away.
windows: dict[int, float] = {}


def limit(call: Call) -> Any:
    """Take one question in each window."""
    if not take_turn(call.delay_s):
        web = importlib.import_module("web.edge.problem")
        headers = {"Retry-After": str(RETRY_AFTER_S)}
        said = "Too many questions: one is answered at a time."
        raise web.ProblemError(web.Problem(429, "too-many-requests", said, headers=headers))
    return call.proceed()


def take_turn(window_s: float) -> bool:
    """Open a window for whoever asks, unless theirs is open."""
    from opentelemetry import trace

    now = time.monotonic()
    for asker in [asker for asker, until in windows.copy().items() if until <= now]:
        windows.pop(asker, None)
    asker = trace.get_current_span().get_span_context().trace_id
    return windows.setdefault(asker, now + window_s) == now + window_s


def ask_twice(call: Call) -> Any:
    """Ask whether the product is sold at all, and then for its price."""
    if not is_to_third_party(call):
        return call.proceed()
    method, path = call.args
    call.proceed(method, path, params={"quantity": "1"})
    return ask_until_answered(call)


def ask_until_answered(call: Call) -> Any:
    """Ask again as long as it is too early: later each time, and never at the same moment."""
    for resends in range(MOST_RESENDS):
        call.stage[RESENDS] = resends
        answer = call.proceed()
        if answer.status != 429:
            return answer
        least_s = max(call.stage[TOLD], FIRST_PAUSE_S * 2**resends)
        time.sleep(least_s * (1 + call.random.uniform(0, MOST_JITTER)))
    call.stage[RESENDS] = MOST_RESENDS
    return call.proceed()


def hear(call: Call) -> Any:
    """Send a question, and remember when to ask again."""
    response = send_counted(call)
    call.stage[TOLD] = float(response.headers.get("Retry-After", 0))
    return response


def ask_once(call: Call) -> Any:
    """Ask for the price alone: a product that is not sold has none."""
    return ask_until_answered(call) if is_to_third_party(call) else call.proceed()


BROKEN = {
    "thirdparty.app:look_up_price": limit,
    "inventory@web.calls.far_side:FarSide.ask": ask_twice,
    "inventory@web.calls.session:WholeAnswerAdapter.send": hear,
}
MENDED = {
    "thirdparty.app:look_up_price": limit,
    "inventory@web.calls.far_side:FarSide.ask": ask_once,
    "inventory@web.calls.session:WholeAnswerAdapter.send": hear,
}
