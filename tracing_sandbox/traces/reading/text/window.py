"""The stretch of a text that is looked at, and JSON values decoded in it; no more is held."""

import json
import re
from collections.abc import Iterator
from typing import Any

LONG = 1 << 20
NEAR_THE_END = 64
AHEAD = 200
BLANK = re.compile(r"[ \t\r\n]*")
NEXT_DOCUMENT = re.compile(r'\n(?=[{\[]|[^\W\d_][^\n"]*\{)')
SURROGATE = re.compile("[\ud800-\udfff]")


def read_digits(digits: str) -> int | str:
    """Read a whole number; one too long for Python stays text, and spoils its own span alone."""
    try:
        return int(digits)
    except ValueError:
        return digits


QUICK = json.JSONDecoder(parse_constant=str)
PATIENT = json.JSONDecoder(parse_constant=str, parse_int=read_digits)
TOLERANT = json.JSONDecoder(parse_constant=str, parse_int=read_digits, strict=False)


class TooLong(Exception):  # noqa: N818
    """A value goes on for longer than is decoded at once."""


class Window:
    """The stretch of the text that is looked at."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self._ended = False
        self._line = 1
        self._counted = 0
        self.text = ""
        self.position = 0
        self.broken: json.JSONDecodeError | None = None

    def line(self) -> int:
        """Return the number of the line at the position."""
        self._line += self.text.count("\n", self._counted, self.position)
        self._counted = self.position
        return self._line

    def line_of(self, error: json.JSONDecodeError) -> str:
        """Say where an error is that was raised at the position or after it."""
        lines = error.doc.count("\n", self.position, error.pos) if error.doc is self.text else 0
        return f"{self.line() + lines} column {error.colno}"

    def before(self, error: json.JSONDecodeError) -> str:
        """Return the text from the position to an error, or to the next document before it."""
        found = NEXT_DOCUMENT.search(error.doc, self.position, error.pos)
        return error.doc[self.position : found.start() if found else error.pos]

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
        """Decode the value at the position, and return its end; raise `TooLong` if it is long."""
        while True:
            try:
                value, end = decode_at(self.text, self.position)
                if self._ended or not self._may_go_on(value, end):
                    return value, end
                self.fill(len(self.text) - self.position + LONG)
            except json.JSONDecodeError as error:
                if self._ended or _is_certain(error):
                    raise
                held = len(self.text) - self.position
                if held >= LONG and self.text[self.position] in "{[":
                    raise TooLong from None
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

    def begins(self, document: re.Pattern[str]) -> bool:
        """Say whether what is at the position looks like a document."""
        self.fill(AHEAD)
        return bool(document.match(self.text, self.position))

    def take_line(self) -> str:
        """Go past the rest of the line, and return it with the blanks at its end."""
        while (end := self.text.find("\n", self.position)) < 0 and self.fill(
            2 * (len(self.text) - self.position) + 1
        ):
            pass
        end = len(self.text) if end < 0 else end
        line = self.text[self.position : end]
        self.position = end
        return line

    def skip_broken(self) -> str:
        """Go to the next line that begins a document; return what was passed, or its last part."""
        while True:
            found = NEXT_DOCUMENT.search(self.text, self.position)
            end = found.end() if found else len(self.text)
            passed = self.text[self.position : end]
            if found or self._ended:
                self.position = end
                self.forget()
                return passed
            if len(passed) >= LONG:
                self.position = end - 1
            self.fill(len(self.text) - self.position + LONG)

    def forget(self, least: int = 0) -> None:
        """Drop what was passed, if it is so much: an error counts all lines of the text before."""
        if self.position < least:
            return
        self.line()
        self.text, self.position, self._counted = self.text[self.position :], 0, 0


def _is_certain(error: json.JSONDecodeError) -> bool:
    """Say whether an error stays one, however the text goes on."""
    is_near_the_end = len(error.doc) - error.pos <= NEAR_THE_END
    return not is_near_the_end and not error.msg.startswith("Unterminated string")


def decode_at(text: str, position: int) -> tuple[Any, int]:
    """Decode the JSON value at a position, and return its end; raise `JSONDecodeError` if none."""
    try:
        value, end = QUICK.raw_decode(text, position)
    except json.JSONDecodeError as error:
        if not error.msg.startswith("Invalid control") or text[error.pos] in "\r\n":
            raise
        value, end = TOLERANT.raw_decode(text, position)
    except ValueError:
        value, end = PATIENT.raw_decode(text, position)
    return (mend(value) if may_hold_halves(text, position, end) else value), end


def may_hold_halves(text: str, position: int, end: int) -> bool:
    """Say whether a stretch of JSON may name half a character, which `mend` is for."""
    return text.find("\\ud", position, end) >= 0 or text.find("\\uD", position, end) >= 0


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
