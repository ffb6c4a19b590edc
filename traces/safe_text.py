"""Text from a span made harmless for a terminal; every drawing passes names and values through."""

import unicodedata

UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
SHOWN_AS = "\N{REPLACEMENT CHARACTER}"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


def safe_text(text: str) -> str:
    """Replace what could drive a terminal: control, direction and other invisible characters."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(SHOWN_AS if unicodedata.category(char) in UNSAFE else char for char in text)
