"""The third party hangs: it waits for the price feed behind it, which never says a word."""

import select
import socket
from typing import Any

from tracing_sandbox.faults.call import Call

PATIENCE_S = 0.015
# Nobody asks for longer: the wait ends even where the caller's end cannot be seen.
LONGEST_S = 60.0


def wait_for_ever(call: Call) -> Any:
    """Wait for the feed's word until whoever asked has gone."""
    import flask

    caller = flask.request.environ["gunicorn.socket"]
    wait_for_feed(LONGEST_S, caller)
    return call.proceed()


def wait_for_a_moment(call: Call) -> Any:
    """Wait for the feed's word within a deadline; without it, yesterday's price holds."""
    wait_for_feed(PATIENCE_S)
    return call.proceed()


def wait_for_feed(longest_s: float, *others: socket.socket) -> None:
    """Wait until the feed says something, another connection ends, or the time is over."""
    ours, feed = socket.socketpair()
    with ours, feed:
        poller = select.poll()
        for connection in (ours, *others):
            poller.register(connection, select.POLLIN | select.POLLHUP)
        poller.poll(longest_s * 1000)


BROKEN = {"thirdparty.behaviour:Behaviour.think": wait_for_ever}
MENDED = {"thirdparty.behaviour:Behaviour.think": wait_for_a_moment}
