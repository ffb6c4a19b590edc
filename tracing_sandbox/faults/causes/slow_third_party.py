"""The third party takes its time: the classic five seconds that somebody else's service costs.

It works each price out anew, unless it is told that one from a moment ago will do
(RFC 9111, 5.2.1).
"""

import time
from typing import Any

from tracing_sandbox.faults.call import Call

MOMENT_S = 60


def work_out(call: Call) -> Any:
    """Work the price out anew, unless the caller takes a kept one."""
    import flask

    max_age_s = flask.request.cache_control.max_age
    if not max_age_s:
        time.sleep(call.delay_s)
    return call.proceed()


def take_a_kept_one(call: Call) -> Any:
    """Say that a price from a moment ago will do."""
    request = call.proceed()
    if call.instance.name == "thirdparty":
        request.headers["Cache-Control"] = f"max-age={MOMENT_S}"
    return request


BROKEN = {"thirdparty.behaviour:Behaviour.think": work_out}
MENDED = {
    "thirdparty.behaviour:Behaviour.think": work_out,
    "inventory@web.calls.far_side:FarSide._prepare": take_a_kept_one,
}
