"""Attributes of spans, resources, events and links; equal ones share one mapping in memory."""

from collections.abc import Callable, Mapping
from math import isfinite
from sys import intern
from typing import Any

from tracing_sandbox.traces.reading.fields.field import (
    LEFT_OUT,
    Remark,
    Remarks,
    shown,
)
from tracing_sandbox.traces.reading.span import NO_ATTRIBUTES, Attributes, AttributeValue

DEEPEST_VALUE = 32
KEPT = 10_000
ANY_VALUE = {
    "string_value": "stringValue",
    "bool_value": "boolValue",
    "int_value": "intValue",
    "double_value": "doubleValue",
    "bytes_value": "bytesValue",
    "array_value": "arrayValue",
    "kvlist_value": "kvlistValue",
}


class AttributePool:
    """Equal attributes made one: a million spans have few different ones."""

    def __init__(self) -> None:
        self._known: dict[object, Attributes] = {}
        self._texts: dict[object, Any] = {}

    def share(self, attributes: dict[str, AttributeValue]) -> Attributes:
        """Return the mapping that equals this one, which may be itself."""
        if not attributes:
            return NO_ATTRIBUTES
        values = attributes.values()
        try:
            # True equals 1: without the types the one would stand for the other.
            key = (*attributes, *values, *map(type, values))
            known = self._known.get(key)
        except TypeError:
            return attributes
        if known is None:
            known = self._keep(key, attributes)
        return known

    def _keep(self, key: object, attributes: dict[str, AttributeValue]) -> Attributes:
        if len(self._known) >= KEPT:
            self._known.clear()
        if len(self._texts) >= KEPT:
            self._texts.clear()
        texts = self._texts
        for name, value in attributes.items():
            if type(value) is str:
                attributes[name] = texts.setdefault(value, value)
        self._known[key] = attributes
        return attributes


def read_attributes(given: object, remarks: Remarks) -> dict[str, AttributeValue]:
    """Read OTLP's list of keys and values; a plain mapping is taken as well."""
    if isinstance(given, Mapping):
        given = [{"key": key, "value": value} for key, value in given.items()]
    if not isinstance(given, list):
        if given is not None:
            fault = f"attributes is {shown(given)}; expected a list"
            remarks.append(Remark(LEFT_OUT, fault))
        return {}
    found: dict[str, AttributeValue] = {}
    for pair in given:
        try:
            ((kind, content),) = pair["value"].items()
            found[intern(pair["key"])] = _QUICK[kind, type(content)](content)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            _read_odd_pair(pair, found, remarks)
    return found


def _read_odd_pair(pair: object, found: dict[str, AttributeValue], remarks: Remarks) -> None:
    """Read what is rarer than a text or a number, or leave it out with a remark."""
    if pair is None:
        return
    if not isinstance(pair, Mapping) or not isinstance(pair.get("key"), str):
        fault = f"attribute is {shown(pair)}; expected a key and a value"
        remarks.append(Remark(LEFT_OUT, fault))
        return
    try:
        found[intern(pair["key"])] = read_any_value(pair.get("value"))
    except _OddValue as odd:
        fault = f"attribute {shown(pair['key'])} is {odd}; expected an OTLP AnyValue"
        remarks.append(Remark(LEFT_OUT, fault))


class _OddValue(ValueError):  # noqa: N818
    """A value that is none of OTLP's; the message shows it."""


def read_any_value(value: object, level: int = 0) -> AttributeValue:
    """Read one `AnyValue`, or a plain value; a number that JSON cannot hold becomes text."""
    if level > DEEPEST_VALUE:
        raise _OddValue(f"nested more than {DEEPEST_VALUE} levels deep")
    if not isinstance(value, Mapping):
        return _read_plain(value, level)
    if not value:
        return None
    given, content = next(iter(value.items()))
    kind = ANY_VALUE.get(given, str(given))
    if content is None and kind in _SCALARS:
        return None
    try:
        if kind == "arrayValue":
            return [read_any_value(item, level + 1) for item in _values_of(content)]
        if kind == "kvlistValue":
            pairs = _values_of(content)
            return {_text(p["key"]): read_any_value(p.get("value"), level + 1) for p in pairs}
        return _SCALARS[kind](content)
    except _OddValue:
        raise
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
        raise _OddValue(shown(value)) from None


def _read_plain(value: object, level: int) -> AttributeValue:
    if isinstance(value, list):
        return [read_any_value(item, level + 1) for item in value]
    if isinstance(value, float):
        return _read_double(value)
    if value is None or isinstance(value, str | bool | int):
        return value
    raise _OddValue(shown(value))


def _values_of(content: Any) -> list[Any]:
    values = content.get("values") or []
    if not isinstance(values, list):
        raise TypeError("values are a list")
    return values


def _text(content: Any) -> str:
    if isinstance(content, bool | list | dict):
        raise TypeError("a list or object is no text")
    return str(content)


def _read_bool(content: Any) -> AttributeValue:
    if not isinstance(content, bool):
        raise TypeError("the text 'false' is not false")
    return content


def _read_int(content: Any) -> AttributeValue:
    if isinstance(content, bool) or (isinstance(content, float) and not content.is_integer()):
        raise TypeError("1.5 is no whole number")
    return int(content)


def _read_double(content: Any) -> AttributeValue:
    number = float(content)
    return number if isfinite(number) else str(content)


_SCALARS: Mapping[str, Callable[[Any], AttributeValue]] = {
    "stringValue": _text,
    "boolValue": _read_bool,
    "intValue": _read_int,
    "doubleValue": _read_double,
    "bytesValue": _text,
}
_QUICK: Mapping[tuple[str, type], Callable[[Any], AttributeValue]] = {
    ("stringValue", str): str,
    ("intValue", str): int,
    ("intValue", int): int,
    ("boolValue", bool): bool,
    ("doubleValue", float): _read_double,
}
