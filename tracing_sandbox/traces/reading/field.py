"""One checked field of a JSON document; the readers of OTLP and Jaeger's UI build on it."""

import re
from collections.abc import Mapping
from typing import Any

LONGEST_SHOWN = 60
HEX = re.compile(r"[0-9a-f]+")
# Jaeger and OTLP hold times in 64 bits: the last one is in the year 2554.
LATEST_NS = 2**64 - 1
EXAMPLE_NANOSECONDS = '"1700000000000000000"'


class FieldError(ValueError):
    """A field does not hold what was expected; the message names both."""


def read_text(raw: Mapping[str, Any], key: str) -> str:
    """Read a string; absent means empty, as in protobuf."""
    value = raw.get(key, "")
    if not isinstance(value, str):
        raise FieldError(f"{key} is {shown(value)}; expected a string")
    return value


def read_list(raw: Mapping[str, Any], key: str) -> list[Any]:
    """Read a list; absent means empty."""
    value = raw.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise FieldError(f"{key} is {shown(value)}; expected a list")
    return value


def read_object(raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Read an object; absent means empty."""
    value = raw.get(key)
    return {} if value is None else as_object(value, key)


def read_objects(raw: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """Read a list of objects; absent means empty."""
    return [as_object(item, key) for item in read_list(raw, key)]


def read_items(owner: object, key: str) -> list[Any]:
    """List what `owner` holds; what is no list is passed on, to be reported as a bad span."""
    items = owner.get(key) if isinstance(owner, Mapping) else owner
    if items is None:
        return []
    return items if isinstance(items, list) else [items]


def as_object(value: object, name: str) -> Mapping[str, Any]:
    """Take a value for an object; `name` names it in the error."""
    if not isinstance(value, Mapping):
        raise FieldError(f"{name} is {shown(value)}; expected an object")
    return value


def read_hex_id(raw: Mapping[str, Any], key: str, digits: int, *, optional: bool = False) -> str:
    """Read an id as lower-case hex; one of only zeros counts as absent, which gives ''."""
    value = read_text(raw, key).lower()
    absent = not value.strip("0")
    if absent and optional:
        return ""
    if absent or len(value) != digits or not HEX.fullmatch(value):
        raise FieldError(f"{key} is {shown(value)}; expected {digits} hex digits, not all zero")
    return value


def read_nanoseconds(raw: Mapping[str, Any], key: str) -> int:
    """Read nanoseconds since 1970, given as a number or as a string of digits."""
    value = raw.get(key)
    if isinstance(value, str) and len(value) <= 20 and value.isascii() and value.isdigit():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LATEST_NS:
        found = "missing" if value is None else shown(value)
        raise FieldError(
            f"{key} is {found}; expected nanoseconds since 1970, for example {EXAMPLE_NANOSECONDS}"
        )
    return value


def read_short_id(raw: Mapping[str, Any], key: str, digits: int) -> str:
    """Read an id of up to so many hex digits and fill it up; Jaeger leaves out leading zeros."""
    value = read_text(raw, key).lower()
    if not value.strip("0") or len(value) > digits or not HEX.fullmatch(value):
        expected = f"up to {digits} hex digits, not all zero"
        raise FieldError(f"{key} is {shown(value)}; expected {expected}")
    return value.zfill(digits)


def read_microseconds(raw: Mapping[str, Any], key: str, least: int = 0) -> int:
    """Read whole microseconds as nanoseconds; `least` is the fewest that are allowed."""
    value = raw.get(key)
    latest = LATEST_NS // 1000
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= latest:
        found = "missing" if value is None else shown(value)
        raise FieldError(f"{key} is {found}; expected whole microseconds, {least} or more")
    return value * 1000


def shown(value: object) -> str:
    """Show a value in a report, cut short."""
    try:
        text = repr(value)
    except RecursionError:
        return "nested too deeply"
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."
