"""What context came with a request that began a trace of its own, as its span tells."""

import re
from typing import Literal, NamedTuple, TypeAlias

from tracing_sandbox.doctor.kinds import header_of
from tracing_sandbox.traces.reading.span import Span

State: TypeAlias = Literal["readable", "malformed", "b3", "none", "unknown"]
W3C = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}.*")
B3_TRACE = re.compile(r"(?:[0-9a-f]{16})?[0-9a-f]{16}", re.IGNORECASE)
IGNORED, RECEIVED, B3 = "app.traceparent.ignored", "app.traceparent.received", "app.b3.received"
# What tells that a process would have noted a context that it received.
NOTING = ("app.spans.began", "app.request.id")


class Received(NamedTuple):
    """Which context came; `shown_by` is the attribute that says so, `trace_id` what it named."""

    state: State
    shown_by: str = ""
    trace_id: str = ""


def context_received(root: Span) -> Received:
    """Read what a request's span notes of the context that came with it, or its headers."""
    attributes = root.attributes
    if IGNORED in attributes:
        return Received("malformed", f"{IGNORED} = {attributes[IGNORED]}")
    if RECEIVED in attributes:
        given = str(attributes[RECEIVED])
        return Received("readable", f"{RECEIVED} = {given}", given)
    if B3 in attributes:
        return Received("b3", f"{B3} = {attributes[B3]}", str(attributes[B3]))
    return _from_headers(root)


def _from_headers(root: Span) -> Received:
    given = header_of(root, "traceparent")
    if given:
        found = W3C.fullmatch(given)
        shown_by = f"http.request.header.traceparent = {given[:60]}"
        return (
            Received("readable", shown_by, found[1]) if found else Received("malformed", shown_by)
        )
    for name in ("b3", "x-b3-traceid"):
        value = header_of(root, name) or header_of(root, name.replace("-", "_"))
        if value and (found := B3_TRACE.match(value)):
            return Received("b3", f"http.request.header.{name} = {value[:60]}", found[0].lower())
    return Received("none" if any(key in root.attributes for key in NOTING) else "unknown")
