"""What the drawings for a terminal share: shapes, colours, and text that fits its column."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

from rich.cells import cell_len, chop_cells, set_cell_size

from tracing_sandbox.traces.reading.safe_text import ELLIPSIS, LONGEST, safe_text

SERVICE_STYLES = (
    "green",
    "bright_magenta",
    "cyan",
    "magenta",
    "bright_blue",
    "yellow",
    "blue",
    "bright_cyan",
    "bright_green",
    "bright_yellow",
)
FAILED_STYLE = "bold red"
QUIET_STYLE = "dim"
NO_BREAK = "\N{NO-BREAK SPACE}"
BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:ns|us|ms|s|min|h|d)\b|%)")


@dataclass(frozen=True, slots=True)
class Shapes:
    """The characters of a drawing; they tell the same with and without colour."""

    on_path: str = "█"
    in_doubt: str = "▓"
    off_path: str = "░"
    failed: str = "✗"
    fold: str = "⋮"
    times: str = "\N{MULTIPLICATION SIGN}"
    ellipsis: str = ELLIPSIS


ASCII = Shapes(
    on_path="#", in_doubt="?", off_path="-", failed="x", fold=":", times="x", ellipsis="~"
)


def shapes_for(*, ascii_only: bool) -> Shapes:
    """Choose the characters that the terminal can show."""
    return ASCII if ascii_only else Shapes()


def service_styles(services: Iterable[str]) -> dict[str, str]:
    """Give every service its colour, which depends on nothing but its name; two may share one."""
    return {service: SERVICE_STYLES[_number(service)] for service in services}


def _number(service: str) -> int:
    return crc32(service.encode(errors="replace")) % len(SERVICE_STYLES)


def fit(text: str, width: int, shapes: Shapes) -> str:
    """Make text harmless and exactly so many cells wide."""
    clean = for_terminal(safe_text(text, longest=max(width, LONGEST)), shapes)
    if cell_len(clean) <= width:
        return set_cell_size(clean, width)
    return set_cell_size(clean, width - 1) + shapes.ellipsis


def for_terminal(text: str, shapes: Shapes) -> str:
    """Leave out what a terminal without Unicode cannot show."""
    if shapes is not ASCII:
        return text
    return text.replace(ELLIPSIS, ASCII.ellipsis).encode("ascii", "replace").decode()


def wrap(sentence: str, width: int, shapes: Shapes) -> str:
    """Break a sentence into lines that fit, each ended, and no number torn from its unit."""
    clean = BEFORE_UNIT.sub(NO_BREAK, for_terminal(safe_text(sentence, longest=2000), shapes))
    return "".join(f"{line.replace(NO_BREAK, ' ')}\n" for line in _lines(clean, width))


def wrap_entries(entries: Iterable[str], width: int) -> str:
    """Put entries beside each other, three spaces apart; a line that is full ends between two."""
    text = "   ".join(entry.replace(" ", NO_BREAK) for entry in entries)
    return "".join(f"{line.replace(NO_BREAK, ' ')}\n" for line in _lines(text, width))


def _lines(text: str, width: int) -> Iterator[str]:
    """Break between words, as `textwrap` does, but count the cells of wide characters."""
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if cell_len(longer) <= width:
            line = longer
            continue
        if line:
            yield line.rstrip()
        *full, line = chop_cells(word, width) or [""]
        yield from full
    yield line


def bar(start_ns: int, end_ns: int, whole_ns: int, width: int) -> range:
    """Say which of `width` cells a stretch of time covers; at least one, at most all."""
    whole = max(whole_ns, 1)
    first = min(max(start_ns * width // whole, 0), width - 1)
    last = min(max(-(-end_ns * width // whole), first + 1), width)
    return range(first, last)


def paint(width: int, layers: Sequence[tuple[Iterable[range], str]]) -> str:
    """Draw stretches of cells over each other, the first layer lowest."""
    cells = [" "] * width
    for stretches, shape in layers:
        for stretch in stretches:
            cells[stretch.start : stretch.stop] = shape * len(stretch)
    return "".join(cells)
