"""What all plots share: two widths of each, a quiet style, and axes placed to the unit."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

from markupsafe import Markup
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tracing_sandbox.load.report.ink import ink
from tracing_sandbox.load.report.svg import to_svg
from tracing_sandbox.traces.reading.safe_text import safe_text

UNITS_PER_INCH = 72
LEAST_MS, MOST_MS = 1e-3, 1e12
MOST_DECADES = 8
LONGEST = 28
# XML has no place for them.
NO_CHARACTERS = str.maketrans({"\ufffe": "\ufffd", "\uffff": "\ufffd"})


@dataclass(frozen=True)
class Size:
    """How wide a plot is drawn, in its own units, and how large its text: for one kind of window."""

    name: str
    width: float
    font: float

    @property
    def is_narrow(self) -> bool:
        """Say whether it is for a telephone."""
        return self is NARROW


WIDE = Size("wide", 1000, 13.5)
NARROW = Size("narrow", 400, 13)


@dataclass(frozen=True)
class Box:
    """Where axes stand, in units from the figure's lower left corner."""

    left: float
    bottom: float
    width: float
    height: float


def draw_both(name: str, draw: Callable[[Size], Figure]) -> Markup:
    """Draw a plot for wide and for narrow windows; the page shows one of them."""
    return Markup().join(_draw(name, draw, size) for size in (WIDE, NARROW))


def _draw(name: str, draw: Callable[[Size], Figure], size: Size) -> Markup:
    with rc_context(_style(size, name)), warnings.catch_warnings():
        # A font without some sign only means that its width is guessed: the reader's has it.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        return Markup('<div class="{}">{}</div>').format(
            size.name, to_svg(draw(size), f"{name}-{size.name}")
        )


def _style(size: Size, salt: str) -> dict[str, Any]:
    return {
        "svg.fonttype": "none",
        "svg.hashsalt": salt,
        "path.simplify": False,
        "text.parse_math": False,
        "text.color": ink("ink"),
        "font.size": size.font,
        "axes.edgecolor": ink("edge"),
        "axes.labelcolor": ink("soft"),
        "axes.labelsize": size.font,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "grid.color": ink("line"),
        "grid.linewidth": 1,
        "xtick.color": ink("edge"),
        "xtick.labelcolor": ink("soft"),
        "xtick.labelsize": size.font,
        "ytick.color": ink("edge"),
        "ytick.labelcolor": ink("soft"),
        "ytick.labelsize": size.font,
        "ytick.minor.size": 0,
        "xtick.minor.size": 0,
    }


def open_figure(size: Size, height: float) -> Figure:
    """Begin a figure."""
    inches = (size.width / UNITS_PER_INCH, height / UNITS_PER_INCH)
    return Figure(figsize=inches, dpi=UNITS_PER_INCH)


def add_axes(figure: Figure, box: Box) -> Axes:
    """Place axes in a figure."""
    width, height = figure.get_size_inches() * UNITS_PER_INCH
    return figure.add_axes(
        (box.left / width, box.bottom / height, box.width / width, box.height / height)
    )


def label(text: object, longest: int = LONGEST) -> str:
    """Make a name from elsewhere fit to be drawn."""
    return safe_text(str(text).translate(NO_CHARACTERS), longest)


def decades(values_ms: list[float]) -> tuple[float, float]:
    """Choose the ends of a logarithmic axis: whole powers of ten around the values, or 1 to 100."""
    if not values_ms:
        return 1.0, 100.0
    lowest = floor(log10(within(min(values_ms))))
    highest = ceil(log10(within(max(values_ms)) * 1.05))
    return 10.0**lowest, 10.0 ** max(highest, lowest + 1)


def within(value_ms: float) -> float:
    """Keep a time where a logarithmic axis can show it."""
    return min(max(value_ms, LEAST_MS), MOST_MS)


def time_ticks(lowest_ms: float, highest_ms: float) -> tuple[list[float], list[str]]:
    """Place marks at powers of ten, as many as there is room for, and write them as times."""
    first, last = round(log10(lowest_ms)), round(log10(highest_ms))
    step = ceil((last - first + 1) / MOST_DECADES)
    places = [10.0**power for power in range(first, last + 1, step)]
    return places, [write_tick(place) for place in places]


def write_tick(value_ms: float) -> str:
    """Write a time without decimals that say nothing."""
    return f"{value_ms:g} ms" if value_ms < 1000 else f"{value_ms / 1000:g} s"
