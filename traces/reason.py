"""Why a span failed, in its own words; part of the sentence on a failure."""

from traces.safe_text import safe_text
from traces.span import Span

EXCEPTION_KEYS = ("exception.type", "exception.message")
STATUS_KEYS = ("http.response.status_code", "http.status_code", "rpc.grpc.status_code")


def reason_of(span: Span) -> str:
    """Say why a span failed, as far as it tells: message, exception, type of error, status."""
    told = span.status_message or _exception(span) or str(span.attributes.get("error.type") or "")
    status = next((str(span.attributes[key]) for key in STATUS_KEYS if key in span.attributes), "")
    if status and status not in told:
        told = f"{status} {told}".strip()
    return safe_text(" ".join(told[:1000].split()))


def _exception(span: Span) -> str:
    for event in reversed(span.events):
        if event.name == "exception":
            told = (str(event.attributes.get(key) or "") for key in EXCEPTION_KEYS)
            return ": ".join(part for part in told if part)
    return ""
