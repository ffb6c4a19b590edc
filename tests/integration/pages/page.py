"""A page as a test reads it: its text, its elements, its table."""

import re
from html.parser import HTMLParser

APART = {"td", "th", "dt", "dd", "p", "li"}
VOID = {"meta", "link", "input", "br", "img", "rect", "path", "circle", "col"}


class Page(HTMLParser):
    """What an answer shows. `elements` are tags with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._texts: list[tuple[tuple[str, ...], str]] = []
        self._open: list[str] = []
        self._nested: list[tuple[tuple[str, ...], str, dict[str, str | None]]] = []
        self._anchors: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._nested.append((tuple(self._open), tag, dict(attrs)))
        if tag == "a":
            self._anchors.append((dict(attrs).get("href") or "", ""))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in APART:
            self.handle_data(" ")
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self._texts.append((tuple(self._open), data))
        if "a" in self._open:
            href, said = self._anchors[-1]
            self._anchors[-1] = (href, said + data)

    def text(self, tag: str = "body") -> str:
        """Return the text inside every element of a kind, as one line."""
        return squeeze("".join(text for opened, text in self._texts if tag in opened))

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        """Return the attributes of the elements that have these values."""
        return [
            found
            for name, found in self.elements
            if name == tag and wanted.items() <= found.items()
        ]

    def within(self, outer: str, tag: str) -> list[str | None]:
        """Return where the links, or whatever has an address, inside an element lead."""
        return [
            found.get("href")
            for inside, name, found in self._nested
            if name == tag and outer in inside
        ]

    def anchors(self) -> list[tuple[str, str]]:
        """Return where each link leads, with what it says."""
        return [(href, squeeze(text)) for href, text in self._anchors]

    def links(self) -> list[str]:
        """Return where the page leads or what it loads."""
        return [
            value
            for _, found in self.elements
            for key, value in found.items()
            if key in ("href", "src", "action") and value
        ]


def squeeze(text: str) -> str:
    """Make every stretch of white space one space."""
    return re.sub(r"\s+", " ", text).strip()
