"""A failure is swallowed: no price could be had, and the order is confirmed at one made up.

The third party has moved, and the inventory still asks where it was. Nobody noticed.
"""

import importlib
import socket
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from tracing_sandbox.faults.call import Call
from tracing_sandbox.faults.own_connection import send_on_own_connection
from tracing_sandbox.faults.resending import is_to_third_party

MADE_UP = {
    "unit_price_pence": 100,
    "total_pence": 100,
    "currency": "GBP",
    "lead_time_days": 0,
}


def ask_or_make_up(call: Call) -> Any:
    """Ask for a price, and go on with one that is made up, whatever went wrong."""
    if not is_to_third_party(call):
        return call.proceed()
    with suppress(Exception):
        return call.proceed()
    return importlib.import_module("web.calls.far_side").Answer(200, MADE_UP)


def ask_where_it_was(call: Call) -> Any:
    """Write a request to the address at which nobody is any more."""
    request = call.proceed()
    if is_to_third_party(call):
        request.url = at_old_address(request.url)
    return request


def at_old_address(url: str) -> str:
    """Return the same at a port on which nobody listens."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    return urlsplit(url)._replace(netloc=f"127.0.0.1:{port}").geturl()


def ask(call: Call) -> Any:
    """Ask for a price where there is one; without one there is no order."""
    return call.proceed()


BROKEN = {
    "inventory@web.calls.far_side:FarSide.ask": ask_or_make_up,
    "inventory@web.calls.far_side:FarSide._prepare": ask_where_it_was,
    "inventory@web.calls.session:WholeAnswerAdapter.send": send_on_own_connection,
}
MENDED = {"inventory@web.calls.far_side:FarSide.ask": ask}
