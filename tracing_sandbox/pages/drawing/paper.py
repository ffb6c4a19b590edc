"""Writes attribute values for a page: harmless, and within a bound; `details` fills it."""

import json
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from tracing_sandbox.traces.reading.safe_text import ELLIPSIS, safe_text
from tracing_sandbox.traces.reading.span import Attributes, AttributeValue

LONGEST_VALUE = 1500
LONGEST_IN_ALL = 8000
MOST_ATTRIBUTES = 60

Item = TypeVar("Item")


class Fact(NamedTuple):
    """A name and a value."""

    name: str
    value: str


class Paper:
    """Room for one span's values; `left_out` says whether some did not fit."""

    def __init__(self) -> None:
        self.room = LONGEST_IN_ALL
        self.left_out = False

    def write_all(self, attributes: Attributes) -> list[Fact]:
        """Write attributes in the order of their names."""
        keys = self.first(sorted(attributes), MOST_ATTRIBUTES)
        return [Fact(safe_text(key), self.write(attributes[key])) for key in keys]

    def write(self, value: AttributeValue) -> str:
        """Write one value, its lines kept; what is cut says how long it was."""
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        most = min(LONGEST_VALUE, self.room)
        self.room -= min(len(text), most)
        shown = "\n".join(safe_text(line, most) for line in text[:most].splitlines())
        if len(text) <= most:
            return shown
        self.left_out = True
        return f"{shown}{ELLIPSIS} ({len(text):,} characters)"

    def first(self, items: Sequence[Item], most: int) -> Sequence[Item]:
        """Keep the first few."""
        self.left_out = self.left_out or len(items) > most
        return items[:most]
