"""What all plots share: two widths of each, a quiet style, and axes placed to the unit."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any, Literal

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
FEWEST_TICKS = 2
STEPS = (1, 2, 5, 10)
NEARLY = 1e-9
LONGEST = 28
# XML has no place for them.
NO_CHARACTERS = str.maketrans({"\ufffe": "\ufffd", "\uffff": "\ufffd"})


@dataclass(frozen=True)
class Size:
    """How wide a plot is drawn, in its own units, and how large its text."""

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


def _style(size: Size, salt: str) -> Any:
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
        "xtick.major.pad": 7,
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


def log_ends(values_ms: list[float]) -> tuple[float, float]:
    """Choose the ends of a logarithmic axis around the values, with two powers of ten at least."""
    if not values_ms:
        return 1.0, 100.0
    lowest, highest = within(min(values_ms) * 0.95), within(max(values_ms) * 1.05)
    first, last = floor(log10(lowest)), ceil(log10(highest))
    inside = floor(log10(highest)) - ceil(log10(lowest)) + 1
    if inside < FEWEST_TICKS:
        return 10.0**first, 10.0 ** max(last, first + 1)
    below = max(step * 10.0**first for step in STEPS if step * 10.0**first <= lowest)
    above = min(step * 10.0 ** (last - 1) for step in STEPS if step * 10.0 ** (last - 1) >= highest)
    return below, above


def within(value_ms: float) -> float:
    """Keep a time where a logarithmic axis can show it."""
    return min(max(value_ms, LEAST_MS), MOST_MS)


def set_times(axes: Axes, direction: Literal["x", "y"], values_ms: list[float]) -> None:
    """Make an axis a logarithmic one that these times fit on."""
    lowest, highest = log_ends(values_ms)
    places, words = time_ticks(lowest, highest)
    axes.set(**{f"{direction}scale": "log", f"{direction}lim": (lowest, highest)})
    axes.minorticks_off()
    axis = axes.yaxis if direction == "y" else axes.xaxis
    axis.set_ticks(places, words)
    axes.grid(axis=direction)
    axes.tick_params(length=0)


def time_ticks(lowest_ms: float, highest_ms: float) -> tuple[list[float], list[str]]:
    """Place marks at powers of ten, as many as there is room for, and write them as times."""
    first, last = ceil(log10(lowest_ms) - NEARLY), floor(log10(highest_ms) + NEARLY)
    step = ceil((last - first + 1) / MOST_DECADES)
    places = [10.0**power for power in range(first, last + 1, step)]
    return places, [write_tick(place) for place in places]


def write_tick(value_ms: float) -> str:
    """Write a time without decimals that say nothing."""
    return f"{value_ms:g} ms" if value_ms < 1000 else f"{value_ms / 1000:g} s"
