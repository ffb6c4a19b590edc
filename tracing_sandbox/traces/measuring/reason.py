"""Why a span failed, in its own words; the sentence on a failure says it."""

from collections.abc import Iterable

from tracing_sandbox.traces.reading.safe_text import ELLIPSIS, safe_text
from tracing_sandbox.traces.reading.span import Span

EXCEPTION_KEYS = ("exception.type", "exception.message")
HTTP_STATUS_KEYS = ("http.response.status_code", "http.status_code")
STATUS_KEYS = (*HTTP_STATUS_KEYS, "rpc.grpc.status_code")
HALF = 90


def reason_of(span: Span) -> str:
    """Say why a span failed, as far as it tells: message, exception, type of error, status."""
    told = own_words(span) or str(span.attributes.get("error.type") or "")
    status = next((str(span.attributes[key]) for key in STATUS_KEYS if key in span.attributes), "")
    if status and status not in told:
        told = f"{status} {told}".strip()
    return shorten(" ".join(told[:2000].split()))


def own_words(span: Span) -> str:
    """Give the message of a span's status or exception, if it has one."""
    return span.status_message or _exception(span)


def shorten(text: str) -> str:
    """Keep both ends of a long text, in whole words: a chain of exceptions names the first last."""
    if len(text) <= 2 * HALF:
        return safe_text(text, 2 * HALF)
    head = text[: HALF + 1].rpartition(" ")[0] or text[:HALF]
    tail = text[-HALF - 1 :].partition(" ")[2] or text[-HALF:]
    return f"{safe_text(head.rstrip())} {ELLIPSIS} {safe_text(tail.lstrip())}"


def gave_up(span: Span) -> bool:
    """Say whether a span failed because its own patience was over, or that of others."""
    return _tells_of(span, ("timeout", "timed out", "deadline", "cancel"))


def lost_connection(span: Span) -> bool:
    """Say whether a span failed because a connection ended before the answer did."""
    return _tells_of(span, ("connection", "reset", "hang up", "eof", "disconnect", "broken pipe"))


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
