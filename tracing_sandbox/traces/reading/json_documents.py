"""Text split into its JSON documents: one, a list, one a line, or one after another.

The text comes in pieces. A document that is longer than a piece is never held as a whole: the items
of its lists stay text until somebody asks for them.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

LONG = 1 << 20
NEAR_THE_END = 64
DEEPEST_LONG = 100
# Commas and the record separators of JSON text sequences stand between documents at times.
BETWEEN = re.compile(r"[\s,\x1e\ufeff]*")
BLANK = re.compile(r"[ \t\r\n]*")
NEXT_DOCUMENT = re.compile(r"\n(?=[{\[])")
SURROGATE = re.compile("[\ud800-\udfff]")
STRUCTURE = re.compile(r'[{}\[\]"]')


def _read_digits(digits: str) -> int | str:
    """Keep a number too long for Python as text: it spoils its own span, not the whole file."""
    try:
        return int(digits)
    except ValueError:
        return digits


QUICK = json.JSONDecoder(parse_constant=str)
PATIENT = json.JSONDecoder(parse_constant=str, parse_int=_read_digits)


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


class _TooLong(Exception):  # noqa: N818
    """A value goes on for longer than is decoded at once."""


class LongList(list[Any]):
    """The items of a long JSON list, decoded one by one whenever they are gone through."""

    def __iter__(self) -> Iterator[Any]:
        """Yield each item."""
        for item in super().__iter__():
            yield _decode(item) if isinstance(item, str) else item


def split_documents(pieces: Iterator[str]) -> Iterator[Document]:
    """Yield each document of a text."""
    window = _Window(pieces)
    is_first = True
    while window.skip(BETWEEN):
        line = window.line()
        value = _read_document(window)
        alone = is_first and not window.skip(BETWEEN)
        is_first = False
        yield Document(0 if alone else line, value)


def _read_document(window: "_Window") -> object:
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


def _read_value(window: "_Window", level: int = 0) -> object:
    """Read the value at the window's position, and go past it."""
    try:
        value, end = window.decode()
    except _TooLong:
        if level > DEEPEST_LONG:
            raise RecursionError from None
        is_object = window.text[window.position] == "{"
        read = _read_long_object if is_object else _read_long_list
        return read(window, level + 1)
    window.position = end
    return value


def _read_long_object(window: "_Window", level: int) -> dict[str, object]:
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


def _read_long_list(window: "_Window", level: int) -> LongList:
    found = LongList()
    if not window.begins_with_an_item("]"):
        return found
    while True:
        try:
            _, end = window.decode()
        except _TooLong:
            found.append(_read_value(window, level))
        else:
            found.append(window.text[window.position : end])
            window.position = end
        if window.ends_with("]"):
            return found


class _Window:
    """The stretch of the text that is looked at."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self._ended = False
        self._line = 1
        self._counted = 0
        self.text = ""
        self.position = 0

    def line(self) -> int:
        """Return the number of the line at the position."""
        self._line += self.text.count("\n", self._counted, self.position)
        self._counted = self.position
        return self._line

    def line_of(self, error: json.JSONDecodeError) -> str:
        """Say where an error is that was raised at the position or after it."""
        lines = error.doc.count("\n", self.position, error.pos) if error.doc is self.text else 0
        return f"{self.line() + lines} column {error.colno}"

    def fill(self, least: int) -> bool:
        """Hold so many characters from the position on, if there are; say whether any came."""
        held = len(self.text) - self.position
        if self._ended or held >= least:
            return False
        self.line()
        parts, size = [self.text[self.position :]], held
        while size < least:
            piece = next(self._pieces, None)
            if piece is None:
                self._ended = True
                break
            parts.append(piece)
            size += len(piece)
        self.text, self.position, self._counted = "".join(parts), 0, 0
        return size > held

    def skip(self, blank: re.Pattern[str]) -> bool:
        """Go to what is not blank; say whether there is anything."""
        while True:
            found = blank.match(self.text, self.position)
            self.position = found.end() if found else self.position
            if self.position < len(self.text):
                return True
            if not self.fill(1):
                return False

    def decode(self) -> tuple[object, int]:
        """Decode the value at the position, and return its end; raise `_TooLong` if it is long."""
        while True:
            try:
                value, end = _decode_at(self.text, self.position)
                if self._ended or not self._may_go_on(value, end):
                    return value, end
                self.fill(len(self.text) - self.position + LONG)
            except json.JSONDecodeError as error:
                if self._ended or _is_certain(error):
                    raise
                held = len(self.text) - self.position
                if held >= LONG and self.text[self.position] in "{[":
                    raise _TooLong from None
                self.fill(max(LONG, 2 * held))

    def _may_go_on(self, value: object, end: int) -> bool:
        """Say whether a number may have more digits, or an exponent, in the next piece."""
        return isinstance(value, int | float) and len(self.text) - end <= len("e+")

    def begins_with_an_item(self, end: str) -> bool:
        """Go past a bracket; say whether anything stands before the closing one."""
        self.position += 1
        if self.skip(BLANK) and self.text[self.position] == end:
            self.position += 1
            return False
        return True

    def ends_with(self, end: str) -> bool:
        """Go past what follows an item; say whether it was the closing bracket."""
        if self.skip(BLANK) and self.text[self.position] == end:
            self.position += 1
            return True
        self.expect(",", "Expecting ',' delimiter")
        self.skip(BLANK)
        return False

    def expect(self, char: str, message: str, *, stay: bool = False) -> None:
        """Go past a character; raise if it is another."""
        if not self.skip(BLANK) or self.text[self.position] != char:
            raise json.JSONDecodeError(message, self.text, self.position)
        self.position += not stay

    def take_line(self) -> str:
        """Go past the rest of the line, and return it."""
        while (end := self.text.find("\n", self.position)) < 0 and self.fill(
            2 * (len(self.text) - self.position) + 1
        ):
            pass
        end = len(self.text) if end < 0 else end
        line = self.text[self.position : end]
        self.position = end
        return line.strip()

    def skip_broken(self) -> str:
        """Go to the next line that begins a document; return what was passed, or its last part."""
        while True:
            found = NEXT_DOCUMENT.search(self.text, self.position)
            end = found.end() if found else len(self.text)
            passed = self.text[self.position : end]
            if found or self._ended:
                self.position = end
                self._forget()
                return passed
            if len(passed) >= LONG:
                self.position = end - 1
            self.fill(len(self.text) - self.position + LONG)

    def _forget(self) -> None:
        """Leave out what was passed: an error counts all lines of the text before it."""
        self.line()
        self.text, self.position, self._counted = self.text[self.position :], 0, 0


def _is_certain(error: json.JSONDecodeError) -> bool:
    """Say whether an error stays one, however the text goes on."""
    is_near_the_end = len(error.doc) - error.pos <= NEAR_THE_END
    return not is_near_the_end and not error.msg.startswith("Unterminated string")


def _decode(text: str) -> object:
    value, end = _decode_at(text, 0)
    if text[end:].strip():
        raise json.JSONDecodeError("Extra data", text, end)
    return value


def _decode_at(text: str, position: int) -> tuple[Any, int]:
    try:
        value, end = QUICK.raw_decode(text, position)
    except json.JSONDecodeError:
        raise
    except ValueError:
        value, end = PATIENT.raw_decode(text, position)
    if text.find("\\ud", position, end) >= 0 or text.find("\\uD", position, end) >= 0:
        value = mend(value)
    return value, end


def mend(value: Any) -> Any:
    """Put U+FFFD for each half of a character in all texts of a parsed value."""
    if isinstance(value, str):
        if value.isascii() or not SURROGATE.search(value):
            return value
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, list):
        return [mend(item) for item in value]
    if isinstance(value, dict):
        return {mend(key): mend(item) for key, item in value.items()}
    return value
