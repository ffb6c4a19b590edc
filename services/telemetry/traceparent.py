"""The caller's `traceparent`: sent twice it is taken once, and what cannot be taken is named.

The propagator begins a new trace without a word then, and whoever looks for the old one finds two.
"""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

HEADER = "HTTP_TRACEPARENT"
IGNORED = "telemetry.traceparent_ignored"
# https://www.w3.org/TR/trace-context/#traceparent-header-field-values
IDS = r"(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
READABLE = re.compile(rf"00-{IDS}|(?!00|ff)[0-9a-f]{{2}}-{IDS}(-.*)?")
LONGEST_SHOWN = 80
# https://github.com/openzipkin/b3-propagation: in one header, or each part in its own.
B3_HEADERS = ("HTTP_B3", "HTTP_X_B3_TRACEID")
B3_TRACE_ID = re.compile(r"(?!0+(-|$))([0-9a-fA-F]{16}|[0-9a-fA-F]{32})(?=-|$)")


def settle_traceparent(environ: MutableMapping[str, Any]) -> None:
    """Leave one header or none for the propagator; call it before the server span begins.

    `environ` is WSGI's, in which headers that were sent twice stand with a comma between them.
    """
    sent = str(environ.get(HEADER, ""))
    values = {value.strip() for value in sent.split(",")}
    why = why_ignored(values) if sent else ""
    if why:
        del environ[HEADER]
        environ[IGNORED] = why
    elif sent:
        environ[HEADER] = values.pop()


def why_ignored(values: set[str]) -> str:
    """Say why a caller's trace cannot go on here; nothing where it can."""
    if len(values) > 1:
        return f"traceparent was sent with {len(values)} different values"
    (value,) = values
    if READABLE.fullmatch(value):
        return ""
    return f"{value[:LONGEST_SHOWN]!r} is none: expected 00-TRACE_ID-SPAN_ID-01"


def trace_id_in(traceparent: str) -> str:
    """Return the trace id of a `traceparent`; nothing for one that cannot be read."""
    return traceparent.split("-")[1] if READABLE.fullmatch(traceparent) else ""


def b3_trace_id(environ: Mapping[str, object]) -> str:
    """Return the trace id that came as B3, with 32 digits; nothing where none came."""
    sent = (str(environ.get(header, "")).strip() for header in B3_HEADERS)
    found = next(filter(None, map(B3_TRACE_ID.match, sent)), None)
    return found[0].lower().zfill(32) if found else ""
