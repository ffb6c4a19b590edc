"""What a span is to the doctor: a call to another service, a request, a process's own work."""

from typing import NamedTuple

from tracing_sandbox.traces.measuring.part import DATABASE_KEYS, first_of
from tracing_sandbox.traces.reading.span import Span

CALL_KEYS = ("http.request.method", "http.method", "url.full", "http.url", "rpc.system")
STATUS_KEYS = ("http.response.status_code", "http.status_code", "rpc.grpc.status_code")
PATH_KEYS = ("url.path", "http.target", "url.full", "http.url")
INSTANCE = "service.instance.id"
REQUEST_ID = "app.request.id"


class Process(NamedTuple):
    """What makes spans: a service, and which one of it where that is known."""

    service: str
    instance: str


def process_of(span: Span) -> Process:
    """Say which process made a span."""
    return Process(span.service, str(span.resource.get(INSTANCE) or ""))


def is_call(span: Span) -> bool:
    """Say whether a span is a call to what could report spans itself: not to a database."""
    if span.kind != "client" or first_of(span, DATABASE_KEYS):
        return False
    return any(key in span.attributes for key in CALL_KEYS)


def is_answered(call: Span) -> bool:
    """Say whether an answer came back, whatever it was."""
    return bool(first_of(call, STATUS_KEYS)) or not call.error


def is_remote(child: Span, parent: Span) -> bool:
    """Say whether a span was begun in another process than its parent."""
    if child.parent_is_remote is not None and process_of(child) == process_of(parent):
        return child.parent_is_remote
    is_request = child.kind in ("server", "consumer") and parent.kind in ("client", "producer")
    return is_request or process_of(child) != process_of(parent)


def path_of(span: Span) -> str:
    """Give the path that a call or request names, without host and query; empty if none."""
    address = first_of(span, PATH_KEYS)
    without_host = address.partition("://")[2].partition("/")[2] if "://" in address else address
    return "/" + without_host.partition("?")[0].strip("/") if address else ""


def header_of(span: Span, name: str) -> str | None:
    """Give a captured request header; None where it was not captured."""
    value = span.attributes.get(f"http.request.header.{name}")
    if isinstance(value, list):
        value = value[0] if value else None
    return None if value is None else str(value)
