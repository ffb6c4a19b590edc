"""One checked field of a JSON document; the readers of OTLP and Jaeger's UI build on it."""

import re
from collections.abc import Mapping
from typing import Any

HEX = re.compile(r"[0-9a-f]+")
EXAMPLE_NANOSECONDS = '"1700000000000000000"'


class FieldError(ValueError):
    """A field does not hold what was expected; the message names both."""


def read_text(raw: Mapping[str, Any], key: str) -> str:
    """Read a string; absent means empty, as in protobuf."""
    value = raw.get(key, "")
    if not isinstance(value, str):
        raise FieldError(f"{key} is {value!r}; expected a string")
    return value


def read_list(raw: object, key: str) -> list[Any]:
    """Read a list; absent means empty."""
    value = raw.get(key) if isinstance(raw, Mapping) else raw
    if value is None:
        return []
    if not isinstance(value, list):
        raise FieldError(f"{key} is {_shown(value)}; expected a list")
    return value


def read_object(raw: object, key: str) -> Mapping[str, Any]:
    """Read an object; absent means empty."""
    value = raw.get(key) if isinstance(raw, Mapping) else raw
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise FieldError(f"{key} is {_shown(value)}; expected an object")
    return value


def read_hex_id(raw: Mapping[str, Any], key: str, digits: int, *, optional: bool = False) -> str:
    """Read an id as lower-case hex; one of only zeros counts as absent, which gives ''."""
    value = read_text(raw, key).lower()
    absent = not value.strip("0")
    if absent and optional:
        return ""
    if absent or len(value) != digits or not HEX.fullmatch(value):
        raise FieldError(f"{key} is {_shown(value)}; expected {digits} hex digits, not all zero")
    return value


def read_nanoseconds(raw: Mapping[str, Any], key: str) -> int:
    """Read nanoseconds since 1970, given as a number or as a string of digits."""
    value = raw.get(key)
    if isinstance(value, str) and len(value) <= 20 and value.isascii() and value.isdigit():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
        found = "missing" if value is None else _shown(value)
        raise FieldError(
            f"{key} is {found}; expected nanoseconds since 1970, for example {EXAMPLE_NANOSECONDS}"
        )
    return value


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
