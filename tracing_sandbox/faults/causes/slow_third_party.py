"""The third party takes its time: the classic five seconds that somebody else's service costs."""

import time
from typing import Any

from tracing_sandbox.faults.call import Around, Call


def think_long(call: Call) -> Any:
    """Think about the question for longer than usual."""
    time.sleep(call.delay_s)
    return call.proceed()


BROKEN = {"thirdparty.behaviour:Behaviour.think": think_long}
MENDED: dict[str, Around] = {}
