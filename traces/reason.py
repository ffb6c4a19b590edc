"""Why a span failed, in its own words; the sentence on a failure says it."""

from collections.abc import Iterable

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


def gave_up(span: Span) -> bool:
    """Say whether a span failed because its own patience was over, or that of others."""
    return _tells_of(span, ("timeout", "timed out", "deadline", "cancel"))


def was_cancelled(span: Span) -> bool:
    """Say whether a span failed only because its work was called off."""
    return _tells_of(span, ("cancel",))


def _tells_of(span: Span, words: Iterable[str]) -> bool:
    if not span.error:
        return False
    told = [span.status_message, span.attributes.get("error.type")]
    told += [event.attributes.get("exception.type") for event in span.events]
    text = " ".join(str(reason)[:1000] for reason in told if reason).lower()
    return any(word in text for word in words)


def _exception(span: Span) -> str:
    for event in reversed(span.events):
        if event.name == "exception":
            told = (str(event.attributes.get(key) or "") for key in EXCEPTION_KEYS)
            return ": ".join(part for part in told if part)
    return ""
