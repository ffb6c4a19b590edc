"""The id of a trace as somebody has it: typed, copied from an address, a header or a log.

`identity` reads what stands in a file.
"""

import re
from urllib.parse import parse_qs, unquote, urlsplit

from tracing_sandbox.traces.reading.fields.identity import BASE64, TRACE_DIGITS, write_id

LONGEST_READ = 4_000
LONGEST_SHOWN = 80
EXAMPLE = "2d5c6d96cd57a72054e1b2c3d4e5f607"
AROUND = " \t\r\n\v\f\"'`,;.()[]{}<>\u2018\u2019\u201c\u201d\u00ab\u00bb"
BASE64_CHARACTERS = 24

KEY = re.compile(r"[\w.-]+[\"']?\s*[:=]\s*[\"']?")
DIGITS = re.compile(r"(?:0x)?([0-9a-f]{1,32})")
WHOLE = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
TWO = re.compile(r"([0-9a-f]{1,32})\.\.\.([0-9a-f]{1,32})")
TRACEPARENT = re.compile(r"\b[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})\b")
XRAY = re.compile(
    r"(?:.*\broot=)?\b1-([0-9a-f]{8})-([0-9a-f]{24})\b(?:.*\bsampled=([01]))?", re.DOTALL
)
UUID = re.compile(r"\b([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\b")
B3 = re.compile(r"([0-9a-f]{16}|[0-9a-f]{32})-[0-9a-f]{16}(?:-([01d])(?:-[0-9a-f]{16})?)?")
UBER = re.compile(r"([0-9a-f]{1,32}):[0-9a-f]{1,16}:[0-9a-f]{1,16}:[0-9a-f]{1,2}")
# Jaeger's page and its APIs, our page and its document.
IN_PATH = re.compile(r"/traces?/([^/]+?)(?:\.json)?/?$")
IN_QUERY = ("a", "b", "traceid", "trace_id")


class BadTraceId(ValueError):  # noqa: N818
    """What was given names no trace, or several where one is meant; the message says which."""


def normalize_trace_id(text: str) -> str:
    """Write the id that a text names as 32 lower-case hex digits; raise `BadTraceId` if none."""
    return read_trace_id(text).zfill(TRACE_DIGITS)


def read_trace_id(text: str) -> str:
    """Read the one id that a text names, as `read_trace_ids` does; raise `BadTraceId` if none."""
    first, *others = read_trace_ids(text)
    if others:
        named = " and ".join((first, *others))
        raise BadTraceId(f"{_shown(text)} names {len(others) + 1} traces, {named}; expected one.")
    return first


def read_trace_ids(text: str) -> tuple[str, ...]:
    """Read the ids that a text names, in lower-case hex; raise `BadTraceId` if it names none.

    Fewer than 32 digits are kept as they are: Jaeger leaves out leading zeros, and shows the first
    seven of an id.
    """
    given = text[:LONGEST_READ].strip(AROUND)
    plain = unquote(given).lower().strip(AROUND)
    ids = _ids_in_address(plain) if "/" in plain else _ids_in(plain)
    if not ids and len(given) == BASE64_CHARACTERS and BASE64.fullmatch(given):
        ids = (write_id(given, TRACE_DIGITS),)
    found = tuple(dict.fromkeys(each for each in ids if each.strip("0")))
    if not found:
        raise BadTraceId(
            f"{_shown(text)} is no trace id; expected up to 32 hex digits, for example {EXAMPLE}, "
            "or an address or a header that holds them."
        )
    return found


def flagged_unsampled(text: str) -> bool:
    """Say whether a text is a header whose flag says that its trace is not sampled."""
    plain = text[:LONGEST_READ].lower().strip(AROUND)
    if found := TRACEPARENT.search(plain):
        return not int(found[2], 16) & 1
    found = XRAY.search(plain)
    if found:
        return found[3] == "0"
    found = B3.fullmatch(_without_key(plain))
    return found is not None and found[2] == "0"


def _ids_in_address(plain: str) -> tuple[str, ...]:
    """Read the ids of an address: in its path, in its query, or anywhere if it is no page's."""
    try:
        address = urlsplit(plain)
    except ValueError:
        return ()
    query = parse_qs(address.query)
    named = [value for key in IN_QUERY for value in query.get(key, ())]
    if found := IN_PATH.search(address.path):
        named = [each for each in (found[1].strip(AROUND),) if _ids_in(each)] or named
    return tuple(each for value in named for each in _ids_in(value)) or _whole_ids_in(plain)


def _ids_in(plain: str) -> tuple[str, ...]:
    """Read the ids of a text that is none of an address."""
    if found := TRACEPARENT.search(plain) or XRAY.search(plain):
        return ("".join(found.groups()[:1] if found.re is TRACEPARENT else found.groups()[:2]),)
    if found := UUID.search(plain):
        return ("".join(found.groups()),)
    if found := TWO.fullmatch(plain):
        return found.groups()
    for text in (plain, _without_key(plain)):
        for form in (DIGITS, B3, UBER):
            if found := form.fullmatch(text):
                return (found[1],)
    return _whole_ids_in(plain)


def _whole_ids_in(plain: str) -> tuple[str, ...]:
    return tuple(WHOLE.findall(plain))


def _without_key(plain: str) -> str:
    """Take off the name that a log or a header gives an id."""
    return KEY.sub("", plain, count=1)


def _shown(text: str) -> str:
    return repr(text[:LONGEST_SHOWN])
