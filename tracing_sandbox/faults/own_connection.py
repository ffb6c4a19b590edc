"""What causes share that ask over a connection of their own: no pool of the service keeps it."""

from contextlib import closing
from typing import Any

from tracing_sandbox.faults.call import Call

IS_OWN = "is own"


def send_on_own_connection(call: Call) -> Any:
    """Send a request over a connection that is opened for it, and closed after it."""
    if call.stage.get(IS_OWN):
        return call.proceed()
    call.stage[IS_OWN] = True
    try:
        with closing(type(call.instance)(max_retries=0, pool_maxsize=1)) as adapter:
            return adapter.send(*call.args, **call.kwargs)
    finally:
        call.stage[IS_OWN] = False
