"""The shop calls with a client that nobody has instrumented: no span, and no header for the callee.

It stands in place of the function by which the shop asks the inventory.
"""

import json
from collections.abc import Callable
from functools import wraps
from http.client import HTTPConnection
from importlib import import_module
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import requests

from tracing_sandbox.faults.call import Around, Call

Answered: TypeAlias = tuple[int, bytes]
TIMEOUT_S = 10.0


def ask(
    client: HTTPConnection, method: str, path: str, body: str, headers: dict[str, str]
) -> tuple[int, bytes]:
    """Ask with the client of the standard library, which knows of no trace."""
    client.request(method, path, body, headers)
    response = client.getresponse()
    return response.status, response.read()


def mended_ask(
    client: HTTPConnection, method: str, path: str, body: str, headers: dict[str, str]
) -> tuple[int, bytes]:
    """Ask in a CLIENT span, and send its context."""
    from opentelemetry import propagate, trace

    place = {"http.request.method": method, "server.address": client.host, "url.path": path}
    tracer = trace.get_tracer("shop")
    with tracer.start_as_current_span(method, kind=trace.SpanKind.CLIENT, attributes=place) as span:
        propagate.inject(headers)
        client.request(method, path, body, headers)
        response = client.getresponse()
        span.set_attribute("http.response.status_code", response.status)
        return response.status, response.read()


def with_bare_client(ask_by: Callable[..., Answered]) -> Around:
    """Ask the inventory past the instrumented session."""

    @wraps(ask_by)
    def around(call: Call) -> Any:
        method, path = call.args
        prepared = call.instance._prepare(method, path, None, call.kwargs["json"])
        client = HTTPConnection(urlsplit(prepared.url).netloc, timeout=TIMEOUT_S)
        try:
            status, body = ask_by(client, method, path, prepared.body, dict(prepared.headers))
        except OSError as error:
            raise call.instance._failure(requests.ConnectionError(error)) from error
        finally:
            client.close()
        return import_module("web.calls.far_side").Answer(status, json.loads(body))

    return around


ASK = "frontend@web.calls.far_side:FarSide.ask"
BROKEN = {ASK: with_bare_client(ask)}
MENDED = {ASK: with_bare_client(mended_ask)}
