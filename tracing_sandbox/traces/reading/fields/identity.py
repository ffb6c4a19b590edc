"""Ids of traces and spans: hex of any length, base64 as protobuf's JSON has it, or any other text.

Jaeger leaves out leading zeros, and Python's SDK writes 0x before them.
"""

import re
from base64 import b64decode

from tracing_sandbox.traces.reading.fields.field import FieldError, shown

TRACE_DIGITS = 32
SPAN_DIGITS = 16
HEX = re.compile(r"[0-9a-f]+")
BASE64 = re.compile(r"(?:[A-Za-z0-9+/_-]{11}|[A-Za-z0-9+/_-]{21}[A-Za-z0-9+/_-]=)=")
FROM_URL_SAFE = str.maketrans("-_", "+/")


def read_id(value: object, key: str, digits: int) -> str:
    """Read an id as lower-case hex of so many digits, or as the text that it is; raise if none."""
    found = read_optional_id(value, key, digits)
    if not found:
        given = "missing" if value is None else shown(value)
        raise FieldError(f"{key} is {given}; expected {digits} hex digits, not all zero")
    return found


def read_optional_id(value: object, key: str, digits: int) -> str:
    """Read an id; '' where there is none, or one of only zeros, which says the same."""
    if type(value) is str and len(value) == digits and HEX.fullmatch(value):
        return value if value.strip("0") else ""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = shown(value)
    if not isinstance(value, str):
        raise FieldError(f"{key} is {shown(value)}; expected {digits} hex digits")
    return write_id(value, digits)


def write_id(text: str, digits: int) -> str:
    """Write an id that somebody gave in any form as the readers do."""
    text = text.strip()
    given = text.lower().removeprefix("0x")
    if HEX.fullmatch(given):
        significant = given.lstrip("0")
        return significant and significant.zfill(digits)
    if BASE64.fullmatch(text):
        plain = b64decode(text.translate(FROM_URL_SAFE)).hex().lstrip("0")
        return plain and plain.zfill(digits)
    return text
