"""Text split into its JSON documents: one, a list, one a line, or one after another.

The text comes in pieces. A document that is longer than a piece is never held as a whole: the items
of its lists stay text until somebody asks for them.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from tracing_sandbox.traces.reading.fields.field import shown
from tracing_sandbox.traces.reading.text.cut import is_span, whole_part
from tracing_sandbox.traces.reading.text.log_prefix import without_prefixes
from tracing_sandbox.traces.reading.text.repeated import KEYS, merge, with_repeated
from tracing_sandbox.traces.reading.text.window import AHEAD, BLANK, TooLong, Window, decode_at

DEEPEST_LONG = 100
# Dropping what was passed costs a copy, keeping it a count of its lines at each error.
FORGOTTEN = 1 << 16
# Commas and the record separators of JSON text sequences stand between documents at times.
BETWEEN = re.compile(r"[\s,\x1e\ufeff]*")
DOCUMENT = re.compile(r'\{\s*"|\[\s*[\[{"]')
# A log may show more braces than a file: there only one with a key begins a document.
IN_A_LINE = re.compile(r'(?:\[\s*)?\{\s*"[^"\n]*"\s*:')
BRACKET = re.compile(r"[{\[]")
NAMES_AN_ID = re.compile(r'(trace|span)_?id\\?"', re.IGNORECASE)


class NotJson(ValueError):  # noqa: N818
    """A document that is broken; `text` is what it is, or as much of it as was at hand."""

    def __init__(self, message: str, text: str) -> None:
        super().__init__(message)
        self.text = text

    @property
    def may_hold_spans(self) -> bool:
        """Say whether spans may be lost with it."""
        return True


class Words(NotJson):
    """A line of a log, or another text."""

    def __init__(self, text: str) -> None:
        super().__init__(f"not JSON, but text: {shown(text)}", text)

    @property
    def may_hold_spans(self) -> bool:
        """Say whether it can be a part of a span."""
        return bool(NAMES_AN_ID.search(self.text))


class Document(NamedTuple):
    """A document, or the error that it is, and the line that it begins on; 0 where it is alone."""

    line: int
    value: object


class LongList(list[Any]):
    """The items of a long JSON list, decoded one by one whenever they are gone through."""

    def __iter__(self) -> Iterator[Any]:
        """Yield each item."""
        for item in super().__iter__():
            yield _decode_item(item) if isinstance(item, str) else item


def split_documents(pieces: Iterator[str]) -> Iterator[Document]:
    """Yield each document of a text."""
    window = Window(without_prefixes(pieces))
    is_first = True
    while window.skip(BETWEEN):
        line = window.line()
        values = list(_read_documents(window))
        alone = is_first and not window.skip(BETWEEN)
        is_first = False
        yield from (Document(0 if alone else line, value) for value in values)


def _read_documents(window: Window) -> Iterator[object]:
    """Read what stands at the position: mostly one document, or a broken one and its whole part."""
    if window.text[window.position] not in "{[":
        yield from _read_line(window)
        return
    is_document = window.begins(DOCUMENT)
    try:
        value = _read_value(window)
    except RecursionError:
        yield NotJson("nested too deeply", window.skip_broken())
        return
    error, window.broken = window.broken, None
    if error is None:
        yield value
    elif is_document:
        told = f"{error.msg}: line {window.line_of(error)}"
        yield NotJson(f"not JSON, or cut off: {told}", window.skip_broken())
        if value:
            yield value
    else:
        yield from _read_line(window)


def _read_line(window: Window) -> Iterator[object]:
    """Read a line that begins as no document: a value, words, or words before a document."""
    line = window.take_line()
    try:
        yield _decode(line)
    except json.JSONDecodeError:
        if not _go_back_to_document(window, line):
            window.forget(FORGOTTEN)
            yield Words(line)
    except RecursionError:
        yield NotJson("nested too deeply", line)


def _go_back_to_document(window: Window, line: str) -> bool:
    """Go back to where a document begins within the line that was taken; say whether one does."""
    window.position -= len(line)
    window.fill(len(line) + AHEAD)
    for found in BRACKET.finditer(line, 1):
        if IN_A_LINE.match(window.text, window.position + found.start()):
            window.position += found.start()
            return True
    window.position += len(line)
    return False


def _read_value(window: Window, level: int = 0) -> Any:
    """Read the value at the window's position, and go past it.

    Where it breaks off, the window knows that it is `broken`, and what is whole of it is returned.
    """
    try:
        value, end = window.decode()
    except json.JSONDecodeError as error:
        window.broken = error
        return whole_part(window.before(error))
    except TooLong:
        if level > DEEPEST_LONG:
            raise RecursionError from None
        is_object = window.text[window.position] == "{"
        read = _read_long_object if is_object else _read_long_list
        return read(window, level + 1)
    value = with_repeated(value, window.text, window.position, end)
    window.position = end
    return value


def _read_long_object(window: Window, level: int) -> dict[str, object]:
    found: dict[str, object] = {}
    try:
        for key in _keys(window, level):
            value = _read_value(window, level)
            if value or not window.broken:
                found[key] = merge(found[key], value) if key in found else value
    except json.JSONDecodeError as error:
        window.broken = error
    return {} if window.broken and is_span(found) else found


def _keys(window: Window, level: int) -> Iterator[str]:
    """Go from key to key of an object, each time to its value."""
    if not window.begins_with_an_item("}"):
        return
    while True:
        window.expect('"', "Expecting property name enclosed in double quotes", stay=True)
        key = str(_read_value(window, level))
        if window.broken:
            return
        window.expect(":", "Expecting ':' delimiter")
        window.skip(BLANK)
        yield key
        if window.broken or window.ends_with("}"):
            return


def _read_long_list(window: Window, level: int) -> LongList:
    found = LongList()
    try:
        _fill_list(found, window, level)
    except json.JSONDecodeError as error:
        window.broken = error
    return found


def _fill_list(found: LongList, window: Window, level: int) -> None:
    if not window.begins_with_an_item("]"):
        return
    while True:
        try:
            _, end = window.decode()
        except json.JSONDecodeError as error:
            window.broken = error
            found.extend(filter(None, [whole_part(window.before(error))]))
        except TooLong:
            item = _read_value(window, level)
            if item or not window.broken:
                found.append(item)
        else:
            found.append(window.text[window.position : end])
            window.position = end
        if window.broken or window.ends_with("]"):
            return


def _decode_item(text: str) -> object:
    """Decode an item of a list, which is mostly a span and holds no other."""
    value, end = decode_at(text, 0)
    if isinstance(value, dict) and not KEYS.keys().isdisjoint(value):
        return with_repeated(value, text, 0, end)
    return value


def _decode(text: str) -> object:
    value, end = decode_at(text, 0)
    if text[end:].strip():
        raise json.JSONDecodeError("Extra data", text, end)
    return with_repeated(value, text, 0, end)
