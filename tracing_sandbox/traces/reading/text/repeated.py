"""Keys that an object has twice: Python keeps the last one, and the spans of the first are lost."""

import json
from collections import Counter
from typing import Any

from tracing_sandbox.traces.reading.text.window import mend, read_digits

# What holds spans, as it stands in a text, and whether more of these may stand below it.
KEYS = {"resourceSpans": True, "batches": True, "scopeSpans": True, "spans": False}


def with_repeated(value: Any, text: str, position: int, end: int) -> Any:
    """Return a value with all that its text holds under keys that it has twice."""
    if not isinstance(value, dict):
        return value
    written = {key: text.count(f'"{key}"', position, end) for key in KEYS}
    if max(written.values()) < 2:
        return value
    found = _count_keys(value)
    if all(count <= found[key] for key, count in written.items()):
        return value
    return mend(DECODER.raw_decode(text, position)[0])


def _count_keys(value: dict[str, Any]) -> Counter[str]:
    found: Counter[str] = Counter()
    stack: list[Any] = [value]
    while stack:
        part = stack.pop()
        if isinstance(part, dict):
            keys = [key for key in KEYS if key in part]
            found.update(keys)
            stack.extend(part[key] for key in keys if KEYS[key])
        elif isinstance(part, list):
            stack.extend(part)
    return found


def merge(one: Any, other: Any) -> Any:
    """Put together what stands under one key: lists and objects have the parts of both."""
    if isinstance(one, list) and isinstance(other, list):
        joined = one if type(one) is not list else type(other)(one)
        joined.extend(list.__iter__(other))
        return joined
    if isinstance(one, dict) and isinstance(other, dict):
        return _from_pairs([*one.items(), *other.items()])
    return other


def _from_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        found[key] = merge(found[key], value) if key in found else value
    return found


DECODER = json.JSONDecoder(
    parse_constant=str, parse_int=read_digits, strict=False, object_pairs_hook=_from_pairs
)
