"""What a JSON document holds under a key: a list, an object, a text; every format builds on it.

A side detail that is odd does not spoil its span: it is left out, with a `Remark`.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

LONGEST_SHOWN = 60
MOST_DIGITS = 100
# The kinds of remarks and notes. They are the rules of the problems that are made of them.
LEFT_OUT = "left-out-detail"
ODD_TIME = "odd-time"
ODD_UNIT = "odd-unit"
UNKNOWN_KIND = "unknown-kind"
UNKNOWN_STATUS = "unknown-status"


class FieldError(ValueError):
    """A field without which there is no span does not hold what was expected; names both."""


class Remark(NamedTuple):
    """A side detail that was left out or looks odd; see the kinds above."""

    kind: str
    fault: str


Remarks = list[Remark]


def read_text(raw: Mapping[str, Any], key: str, remarks: Remarks) -> str:
    """Read a string; absent and null mean empty, as in protobuf, and a number is its digits."""
    value = raw.get(key)
    if type(value) is str:
        return value
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    remarks.append(Remark(LEFT_OUT, f"{key} is {shown(value)}; expected a string"))
    return ""


def read_list(raw: Mapping[str, Any], key: str, remarks: Remarks) -> Iterable[Any]:
    """Read a list without its nulls; absent and null mean empty."""
    value = raw.get(key)
    if value is None:
        return ()
    if not isinstance(value, list):
        remarks.append(Remark(LEFT_OUT, f"{key} is {shown(value)}; expected a list"))
        return ()
    return (item for item in value if item is not None)


def read_object(raw: Mapping[str, Any], key: str, remarks: Remarks) -> Mapping[str, Any]:
    """Read an object; absent and null mean empty."""
    value = raw.get(key)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        remarks.append(Remark(LEFT_OUT, f"{key} is {shown(value)}; expected an object"))
        return {}
    return value


def read_objects(raw: Mapping[str, Any], key: str, remarks: Remarks) -> Iterable[Mapping[str, Any]]:
    """Read a list of objects; whatever else stands in it is left out."""
    for item in read_list(raw, key, remarks):
        if isinstance(item, Mapping):
            yield item
        else:
            remarks.append(Remark(LEFT_OUT, f"{key} holds {shown(item)}; expected an object"))


def shown(value: object) -> str:
    """Show a value in a report, cut short."""
    if isinstance(value, str) and len(value) > LONGEST_SHOWN:
        value = value[: LONGEST_SHOWN + 1]
    try:
        text = repr(value)
    except RecursionError:
        return "nested too deeply"
    except ValueError:
        return f"a number of over {MOST_DIGITS} digits"
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."
