"""What a server span should say of its request, where the instrumentations say it otherwise."""

import logging
import re
from collections.abc import Mapping
from urllib.parse import unquote_plus

from opentelemetry.trace import Span, format_trace_id
from opentelemetry.util.http import sanitize_method

from telemetry.traceparent import HEADER, IGNORED, b3_trace_id, trace_id_in

log = logging.getLogger(__name__)

REQUEST_ID = "app.request.id"
PORT = re.compile(r":\d*$")
REDACTED = "REDACTED"
SECRET_NAME = re.compile(
    r"token|secret|passw|pwd|api[-_]?key|auth|credential|session|signature|\b(key|sig|code)\b",
    re.IGNORECASE,
)


def describe_request(span: Span, environ: Mapping[str, object], request_id: str) -> None:
    """Note the request's id, the host without its port, and the query without its secrets.

    And why this trace begins here where the caller meant it to go on.

    `environ` is WSGI's. The instrumentations set the whole `Host` and the whole query.
    """
    span.set_attribute(REQUEST_ID, request_id)
    host = str(environ.get("HTTP_HOST") or "")
    if host:
        span.set_attribute("server.address", PORT.sub("", host).strip("[]"))
    query = str(environ.get("QUERY_STRING") or "")
    if query:
        span.set_attribute("url.query", redact_query(query))
    note_beginning(span, environ)


def note_beginning(span: Span, environ: Mapping[str, object]) -> None:
    """Note which context came with the request, where this trace begins in spite of it."""
    ignored = environ.get(IGNORED)
    if ignored:
        span.set_attribute("app.traceparent.ignored", str(ignored))
        log.warning("a trace of its own begins here: %s", ignored)
        return
    name, received = received_trace_id(environ)
    if received and received != format_trace_id(span.get_span_context().trace_id):
        span.set_attribute(name, received)


def received_trace_id(environ: Mapping[str, object]) -> tuple[str, str]:
    """Return the trace id that came with the request, after the attribute that names it."""
    if HEADER in environ:
        return "app.traceparent.received", trace_id_in(str(environ[HEADER]))
    return "app.b3.received", b3_trace_id(environ)


def method_name(method: str | None) -> str:
    """Name a server span without a route: its method, or `HTTP` for one that HTTP does not know.

    Names must stay few, whatever is asked for.
    """
    known = sanitize_method(method)
    return known if known and known != "_OTHER" else "HTTP"


def redact_query(query: str) -> str:
    """Replace the value of each parameter whose name says that it is a secret."""
    return "&".join(redact_parameter(parameter) for parameter in query.split("&"))


def redact_parameter(parameter: str) -> str:
    """Keep the parameter, or what is before the first secret in it.

    A semicolon may begin another parameter, and it may be part of the secret.
    """
    kept: list[str] = []
    for piece in parameter.split(";"):
        name, equals, _value = piece.partition("=")
        if equals and SECRET_NAME.search(unquote_plus(name)):
            return ";".join([*kept, f"{name}={REDACTED}"])
        kept.append(piece)
    return parameter
