"""What looks like a secret on a span: where it stands and what it looks like, never itself."""

import re
from collections.abc import Iterator, Mapping

from tracing_sandbox.traces.reading.safe_text import safe_text
from tracing_sandbox.traces.reading.span import AttributeValue, Span

SECRET_KEY = re.compile(
    r"(?:^|[._-])(?:(?:proxy[_-])?authorization|set[_-]cookie|cookie|passw(?:or)?d|passphrase|pwd|secret"
    r"|(?:client|app)[_-]?secret|(?:x[_-])?api[_-]?key|private[_-]?key"
    r"|(?:access|refresh|auth|bearer|session|id|csrf)?[_-]?token|credentials?|card[_.-]?number|cvv|ssn)$",
    re.IGNORECASE,
)
# What stands in the place of a secret: nothing, a placeholder, or a mark that it was taken out.
HARMLESS = re.compile(
    r"\s*(?:\[?(?:REDACTED|FILTERED|MASKED|HIDDEN|REMOVED|null|none|true|false)\]?|[*x.?%$:{}<>()\s_-]*"
    r"|(?:[Bb]earer |[Bb]asic )?(?:REDACTED|\*+))\s*",
    re.IGNORECASE,
)
LOOKS = {
    "a bearer token": re.compile(r"\bbearer\s+(?!REDACTED)[\w.~+/=-]{8,}", re.IGNORECASE),
    "a password for basic authentication": re.compile(r"\bbasic\s+[A-Za-z0-9+/]{8,}={0,2}(?!\w)"),
    "a JSON web token": re.compile(r"\beyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*"),
    "a key of a cloud": re.compile(r"\bA(?:KIA|SIA)[0-9A-Z]{16}\b"),
    "an API key": re.compile(
        r"\b(?:sk|pk|rk)[-_](?:live[-_]|test[-_]|proj[-_])?[A-Za-z0-9]{16,}|\bgh[pousr]_\w{30,}"
    ),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a password": re.compile(
        r"\b(?:password|passwd|pwd|secret|api[_-]?key|access[_-]?token)\s*[=:]\s*"
        r"['\"]?(?!REDACTED|FILTERED|null|none)[^\s&'\"*?%$:<{(]{3,}",
        re.IGNORECASE,
    ),
    "a password in an address": re.compile(r"://[^/\s:@]+:(?!REDACTED|\*)[^/\s:@]{3,}@"),
}
CARD = re.compile(r"(?<![\w.-])[3-6]\d(?:[ -]?\d){11,17}(?![\w.-])")


def secrets_on(span: Span) -> Iterator[tuple[str, str]]:
    """Yield where a span holds what looks like a secret, and like which."""
    yield from secrets_in(span.attributes)
    for event in span.events:
        yield from secrets_in(event.attributes, f"event {safe_text(event.name)}: ")
    for where, text in (("its name", span.name), ("its status", span.status_message)):
        if what := _looks_like(text):
            yield where, what


def secrets_in(
    attributes: Mapping[str, AttributeValue], lead: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield which attributes hold what looks like a secret, and like which."""
    for key, value in attributes.items():
        what = next((found for text in _texts(value) if (found := _judge(key, text))), None)
        if what:
            yield f"{lead}{safe_text(key)}", what


def _texts(value: AttributeValue) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)


def _judge(key: str, text: str) -> str | None:
    if HARMLESS.fullmatch(text):
        return None
    if what := _looks_like(text):
        return what
    return "a secret, by its name" if SECRET_KEY.search(key) else None


def _looks_like(text: str) -> str | None:
    if len(text) < 8:
        return None
    found = next((what for what, pattern in LOOKS.items() if pattern.search(text)), None)
    if found:
        return found
    return "the number of a card" if any(_is_card(m[0]) for m in CARD.finditer(text)) else None


def _is_card(text: str) -> bool:
    """Say whether digits have the check digit of a card's number (Luhn)."""
    digits = [int(char) for char in text if char.isdigit()]
    if not 13 <= len(digits) <= 16 or len(set(digits)) == 1:
        return False
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
