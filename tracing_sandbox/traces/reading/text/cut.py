"""What is whole of a document that breaks off: all before the break but the span that it is in."""

import json
import re
from typing import Any

from tracing_sandbox.traces.reading.text.window import TOLERANT, mend

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)
CLOSING = {"{": "}", "[": "]"}
OF_A_SPAN = frozenset({"spanId", "span_id", "spanID", "context"})


def whole_part(text: str) -> Any:
    """Return what of a broken document can be used, up to where it breaks; None if nothing."""
    end, is_open = _last_whole(text)
    if not end:
        return None
    closed = text[:end] + "".join(CLOSING[each] for each in reversed(is_open))
    try:
        value = mend(TOLERANT.decode(closed.strip()))
    except (json.JSONDecodeError, RecursionError):
        return None
    return _without_broken_span(value, len(is_open))


def _last_whole(text: str) -> tuple[int, tuple[str, ...]]:
    """Find the end of the last whole list or object, and which ones are open there."""
    levels: list[str] = []
    end, is_open = 0, tuple[str, ...]()
    for token in TOKEN.finditer(text):
        if token[0] in CLOSING:
            levels.append(token[0])
        elif token[0] in ("}", "]"):
            if not levels or CLOSING[levels.pop()] != token[0]:
                break
            end, is_open = token.end(), tuple(levels)
    return end, is_open


def _without_broken_span(value: Any, depth: int) -> Any:
    """Take out the outermost of the objects that the break is in that is a span."""
    owner, key, part = None, None, value
    for _ in range(depth):
        if isinstance(part, dict) and is_span(part):
            if owner is None:
                return None
            del owner[key]
            return value
        owner, key = part, len(part) - 1 if isinstance(part, list) else next(reversed(part))
        part = owner[key]
    return value


def is_span(part: dict[str, Any]) -> bool:
    """Say whether an object is a span, or a part of one."""
    return not OF_A_SPAN.isdisjoint(part) or ("traceId" in part and "id" in part)
