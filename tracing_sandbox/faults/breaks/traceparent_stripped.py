"""What lies between shop and inventory passes on the headers that it knows: `traceparent` is none.

It stands where the request leaves the shop, below the client's instrumentation.
"""

from collections.abc import Callable, Collection, Mapping
from functools import wraps
from typing import Any

from tracing_sandbox.faults.call import Around, Call


def pass_on(headers: Mapping[str, str], known: Collection[str]) -> dict[str, str]:
    """Choose the headers that go on: the known ones, as a gateway or a firewall does."""
    return {name: value for name, value in headers.items() if name.lower() in known}


def mended_pass_on(headers: Mapping[str, str], known: Collection[str]) -> dict[str, str]:
    """Let the context go on: traceparent, tracestate, baggage."""
    from opentelemetry import propagate

    known = {*known, *propagate.get_global_textmap().fields}
    return {name: value for name, value in headers.items() if name.lower() in known}


KNOWN = ("accept", "content-length", "content-type", "user-agent", "x-request-id")


def gateway(choose: Callable[..., dict[str, str]]) -> Around:
    """Send each request by way of a gateway, which chooses its headers."""

    @wraps(choose)
    def around(call: Call) -> Any:
        request = call.args[0]
        request.headers = choose(request.headers, KNOWN)
        return call.proceed()

    return around


SEND = "frontend@web.calls.session:WholeAnswerAdapter.send"
BROKEN = {SEND: gateway(pass_on)}
MENDED = {SEND: gateway(mended_pass_on)}
