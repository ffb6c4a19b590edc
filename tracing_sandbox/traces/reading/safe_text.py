"""Text from a span made harmless; every sentence and drawing passes names and values through."""

import unicodedata

UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
SHOWN_AS = "\N{REPLACEMENT CHARACTER}"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
LONGEST = 120


def safe_text(text: str, longest: int = LONGEST) -> str:
    """Cut text short, and replace control, direction and other invisible characters in it."""
    if len(text) > longest:
        text = text[: longest - 1] + ELLIPSIS
    if text.isascii() and text.isprintable():
        return text
    return "".join(SHOWN_AS if is_unsafe(char) else char for char in text)


def is_unsafe(char: str) -> bool:
    """Say whether a character is not seen, or changes how others are."""
    return unicodedata.category(char) in UNSAFE
