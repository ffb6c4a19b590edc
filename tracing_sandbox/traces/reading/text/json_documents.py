"""Text split into its JSON documents: one, a list, one a line, or one after another.

The text comes in pieces. A document that is longer than a piece is never held as a whole: the items
of its lists stay text until somebody asks for them.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from tracing_sandbox.traces.reading.text.window import BLANK, TooLong, Window, decode_at

DEEPEST_LONG = 100
# Commas and the record separators of JSON text sequences stand between documents at times.
BETWEEN = re.compile(r"[\s,\x1e\ufeff]*")
STRUCTURE = re.compile(r'[{}\[\]"]')


class NotJson(ValueError):  # noqa: N818
    """Text that is no JSON; `text` is that text, or as much of it as was at hand."""

    def __init__(self, message: str, text: str) -> None:
        super().__init__(message)
        self.text = text

    @property
    def may_hold_spans(self) -> bool:
        """Say whether it can be a part of a document, and is not only a line of words."""
        return bool(STRUCTURE.search(self.text))


class Document(NamedTuple):
    """A document, or the error that it is, and the line that it begins on; 0 where it is alone."""

    line: int
    value: object


class LongList(list[Any]):
    """The items of a long JSON list, decoded one by one whenever they are gone through."""

    def __iter__(self) -> Iterator[Any]:
        """Yield each item."""
        for item in super().__iter__():
            yield _decode(item) if isinstance(item, str) else item


def split_documents(pieces: Iterator[str]) -> Iterator[Document]:
    """Yield each document of a text."""
    window = Window(pieces)
    is_first = True
    while window.skip(BETWEEN):
        line = window.line()
        value = _read_document(window)
        alone = is_first and not window.skip(BETWEEN)
        is_first = False
        yield Document(0 if alone else line, value)


def _read_document(window: Window) -> object:
    try:
        if window.text[window.position] in "{[":
            return _read_value(window)
        return _decode(window.take_line())
    except RecursionError:
        return NotJson("nested too deeply", window.skip_broken())
    except json.JSONDecodeError as error:
        told = f"{error.msg}: line {window.line_of(error)}"
        rest = error.doc if error.doc is not window.text else window.skip_broken()
        return NotJson(f"not JSON, or cut off: {told}", rest)


def _read_value(window: Window, level: int = 0) -> object:
    """Read the value at the window's position, and go past it."""
    try:
        value, end = window.decode()
    except TooLong:
        if level > DEEPEST_LONG:
            raise RecursionError from None
        is_object = window.text[window.position] == "{"
        read = _read_long_object if is_object else _read_long_list
        return read(window, level + 1)
    window.position = end
    return value


def _read_long_object(window: Window, level: int) -> dict[str, object]:
    found: dict[str, object] = {}
    if not window.begins_with_an_item("}"):
        return found
    while True:
        window.expect('"', "Expecting property name enclosed in double quotes", stay=True)
        key = str(_read_value(window, level))
        window.expect(":", "Expecting ':' delimiter")
        window.skip(BLANK)
        found[key] = _read_value(window, level)
        if window.ends_with("}"):
            return found


def _read_long_list(window: Window, level: int) -> LongList:
    found = LongList()
    if not window.begins_with_an_item("]"):
        return found
    while True:
        try:
            _, end = window.decode()
        except TooLong:
            found.append(_read_value(window, level))
        else:
            found.append(window.text[window.position : end])
            window.position = end
        if window.ends_with("]"):
            return found


def _decode(text: str) -> object:
    value, end = decode_at(text, 0)
    if text[end:].strip():
        raise json.JSONDecodeError("Extra data", text, end)
    return value
