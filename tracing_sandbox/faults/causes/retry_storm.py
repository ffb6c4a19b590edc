"""A retry storm: each layer tries again at once and knows of no other; the attempts multiply.

The third party is a little slower than usual, and the patience of an attempt is shorter than that.
Whoever gives up leaves work behind, which the third party goes on with for nobody.
"""

import time
from contextlib import suppress
from typing import Any

from tracing_sandbox.faults.call import Call
from tracing_sandbox.faults.resending import RESENDS, count_resend, is_to_third_party

TRIES = 3
SHORT = 0.4
LEAST_S = 0.001
BUDGET_S = 5.0
FIRST_PAUSE_S = 0.2


def think_longer(call: Call) -> Any:
    """Be a little slower than usual."""
    time.sleep(call.delay_s)
    return call.proceed()


def try_again(call: Call) -> Any:
    """Try again at once, whatever went wrong."""
    for resends in range(TRIES - 1):
        call.stage[RESENDS] = resends
        with suppress(Exception):
            return call.proceed()
    call.stage[RESENDS] = TRIES - 1
    return call.proceed()


def ask_again(call: Call) -> Any:
    """Ask the third party again at once, whatever went wrong."""
    return try_again(call) if is_to_third_party(call) else call.proceed()


def order_again(call: Call) -> Any:
    """Ask the inventory again at once, as long as it answers that it could not."""
    for _ in range(TRIES - 1):
        answer = call.proceed()
        if answer.status < 500:
            return answer
    return call.proceed()


def send_in_haste(call: Call) -> Any:
    """Send a request with a patience that is too short."""
    return send_within(max(call.delay_s * SHORT, LEAST_S), call)


def tell_haste(call: Call) -> Any:
    """Say of an answer that was late for how long it was waited for."""
    error = call.proceed()
    if error.status != 504:
        return error
    waited_ms = call.delay_ms * SHORT
    return type(error)(
        call.instance.name, f"The third party did not answer within {waited_ms:.0f} ms."
    )


def send_within(patience_s: float, call: Call) -> Any:
    """Send a request, and wait no longer than this for its answer."""
    count_resend(call)
    connect_s, _ = call.kwargs["timeout"]
    return call.proceed(*call.args, **{**call.kwargs, "timeout": (connect_s, patience_s)})


def ask_within_budget(call: Call) -> Any:
    """Ask the third party; ask it again after a pause, while the budget of all attempts lasts."""
    if not is_to_third_party(call):
        return call.proceed()
    call.stage["until"] = time.monotonic() + BUDGET_S
    for resends in range(TRIES - 1):
        call.stage[RESENDS] = resends
        try:
            return call.proceed()
        except Exception:
            pause_s = FIRST_PAUSE_S * 2**resends * call.random.uniform(0.5, 1.5)
            if pause_s > budget_left_s(call):
                raise
            time.sleep(pause_s)
    return call.proceed()


def send_with_what_is_left(call: Call) -> Any:
    """Send a request with all patience that is left of the budget."""
    return send_within(budget_left_s(call), call)


def budget_left_s(call: Call) -> float:
    """Say how much of the budget is left; an attempt that has begun gets a moment."""
    return max(float(call.stage["until"]) - time.monotonic(), LEAST_S)


THINK = "thirdparty.behaviour:Behaviour.think"
ASK = "inventory@web.calls.far_side:FarSide.ask"
SEND = "inventory@web.calls.session:WholeAnswerAdapter.send"
BROKEN = {
    THINK: think_longer,
    SEND: send_in_haste,
    "inventory@web.calls.far_side:FarSide._failure": tell_haste,
    ASK: ask_again,
    "inventory.thirdparty:ThirdParty.quote_price": try_again,
    "frontend@web.calls.far_side:FarSide.ask": order_again,
}
MENDED = {THINK: think_longer, SEND: send_with_what_is_left, ASK: ask_within_budget}
