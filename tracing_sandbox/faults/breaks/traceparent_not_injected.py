"""The shop calls with a client that nobody has instrumented: no span, and no header for the callee.

It stands in place of the function by which the shop asks the inventory.
"""

import http.client
import json
from collections.abc import Callable
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

import requests

from tracing_sandbox.faults.call import Around, Call


def send(method: str, url: str, body: str, headers: dict[str, str]) -> tuple[int, bytes]:
    """Send with the client of the standard library, which knows of no trace."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.netloc, timeout=10)
    try:
        connection.request(method, address.path, body, headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def mended_send(method: str, url: str, body: str, headers: dict[str, str]) -> tuple[int, bytes]:
    """Send in a span of the call, with its context: what an instrumented client does by itself."""
    from opentelemetry import propagate, trace

    attributes = {"http.request.method": method, "url.full": url}
    tracer = trace.get_tracer("shop")
    with tracer.start_as_current_span(method, kind=trace.SpanKind.CLIENT, attributes=attributes):
        propagate.inject(headers)
        return send(method, url, body, headers)


def ask_with(send_one: Callable[..., tuple[int, bytes]]) -> Around:
    """Ask with another client than the instrumented session."""

    def around(call: Call) -> Any:
        method, path = call.args
        prepared = call.instance._prepare(method, path, None, call.kwargs["json"])
        try:
            status, body = send_one(method, prepared.url, prepared.body, dict(prepared.headers))
        except OSError as error:
            raise call.instance._failure(requests.ConnectionError(error)) from error
        return import_module("web.calls.far_side").Answer(status, json.loads(body))

    return around


ASK = "frontend@web.calls.far_side:FarSide.ask"
BROKEN = {ASK: ask_with(send)}
MENDED = {ASK: ask_with(mended_send)}
