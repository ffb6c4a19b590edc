"""What container engines write before each line of a log, taken off again."""

import re
from collections.abc import Iterator
from itertools import chain

# `docker compose logs`, Kubernetes' files of logs, and `kubectl logs --prefix`.
PREFIX = re.compile(
    r"(?:[\w.-]+ +\| ?(?:\d{4}-\d\d-\d\dT[\d:.]+Z )?"
    r"|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d) (?:stdout|stderr) [FP] "
    r"|\[pod/[\w./-]+\] )",
    re.ASCII,
)
LOOKED_AT = 20
BEGINS, ENDS = ("{", "["), ("}", "]", "},")
SAME_FOR_A_PART = re.compile(r"[\w.-]+ +\||\[pod/[^\]]*\]")


def without_prefixes(pieces: Iterator[str]) -> Iterator[str]:
    """Yield a text without what stands before its lines; one without such lines as it is.

    Where several containers write at once, a document that one of them prints over several lines is
    put together.
    """
    first = next(pieces, "")
    pieces = chain((first,), pieces)
    if not any(PREFIX.match(line) for line in first.split("\n", LOOKED_AT)[:LOOKED_AT]):
        return pieces
    return _sorted_lines(_lines_of(pieces))


def _lines_of(pieces: Iterator[str]) -> Iterator[str]:
    rest = ""
    for piece in pieces:
        *lines, rest = (rest + piece).split("\n")
        yield from lines
    yield rest


def _sorted_lines(lines: Iterator[str]) -> Iterator[str]:
    held: dict[str, list[str]] = {}
    for line in lines:
        found = PREFIX.match(line)
        content = line[found.end() if found else 0 :]
        begun = SAME_FOR_A_PART.match(line)
        part = begun[0] if begun else ""
        if part in held or content.rstrip() in BEGINS:
            held.setdefault(part, []).append(content)
        else:
            yield f"{content}\n"
        if part in held and content.rstrip() in ENDS:
            yield from (f"{each}\n" for each in held.pop(part))
    for left in held.values():
        yield from (f"{each}\n" for each in left)
