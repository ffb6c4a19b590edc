"""What a server span should say of its request, where the instrumentations say it otherwise."""

import re
from collections.abc import Mapping

from opentelemetry.trace import Span
from opentelemetry.util.http import sanitize_method

from telemetry.redaction import redact_query

REQUEST_ID = "app.request.id"
PORT = re.compile(r":\d*$")


def describe_request(span: Span, environ: Mapping[str, object], request_id: str) -> None:
    """Note the request's id, the host without its port, and the query without its secrets.

    `environ` is WSGI's. The instrumentations set the whole `Host` and the whole query.
    """
    span.set_attribute(REQUEST_ID, request_id)
    host = str(environ.get("HTTP_HOST") or "")
    if host:
        span.set_attribute("server.address", PORT.sub("", host).strip("[]"))
    query = str(environ.get("QUERY_STRING") or "")
    if query:
        span.set_attribute("url.query", redact_query(query))


def method_name(method: str | None) -> str:
    """Name a server span without a route: its method, or `HTTP` for one that HTTP does not know.

    Names must stay few, whatever is asked for.
    """
    known = sanitize_method(method)
    return known if known and known != "_OTHER" else "HTTP"
