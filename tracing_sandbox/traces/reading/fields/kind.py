"""The kind of a span, in any spelling; one that is not known is 'unspecified', and reported."""

from collections.abc import Mapping

from tracing_sandbox.traces.reading.fields.field import (
    UNKNOWN_KIND,
    Remark,
    Remarks,
    shown,
)
from tracing_sandbox.traces.reading.span import SpanKind

KINDS: Mapping[str, SpanKind] = {
    "": "internal",
    "unspecified": "internal",
    "internal": "internal",
    "server": "server",
    "client": "client",
    "producer": "producer",
    "consumer": "consumer",
}
NUMBERED: Mapping[object, SpanKind] = {
    0: "internal",
    1: "internal",
    2: "server",
    3: "client",
    4: "producer",
    5: "consumer",
    None: "internal",
}
PREFIXES = ("span_kind_", "spankind.")


def read_kind(value: object, remarks: Remarks) -> SpanKind:
    """Read a kind as a number or a name; absent and 0 mean internal."""
    if type(value) is int or value is None:
        kind = NUMBERED.get(value)
    else:
        kind = KINDS.get(_name(value)) if isinstance(value, str) else None
    if kind is None:
        expected = "expected 0 to 5, or for example 'server'"
        remarks.append(Remark(UNKNOWN_KIND, f"kind is {shown(value)}; {expected}"))
        return "unspecified"
    return kind


def _name(text: str) -> str:
    name = text.strip().lower()
    for prefix in PREFIXES:
        name = name.removeprefix(prefix)
    return _OF_DIGIT.get(name, name)


_OF_DIGIT = {"0": "", "1": "internal", "2": "server", "3": "client", "4": "producer"} | {
    "5": "consumer"
}
