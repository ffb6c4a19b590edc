"""Two traces side by side as the page draws them; `traces.comparing` compares them."""

from collections.abc import Iterator
from dataclasses import dataclass

from tracing_sandbox.pages.drawing.bars import Bar, bar
from tracing_sandbox.pages.drawing.colours import colour_services
from tracing_sandbox.pages.drawing.trace import DEEPEST_INDENT
from tracing_sandbox.traces.comparing.comparison import Comparison
from tracing_sandbox.traces.comparing.pairing import Pair, most_changed
from tracing_sandbox.traces.measuring.figures import figure
from tracing_sandbox.traces.measuring.part import Part
from tracing_sandbox.traces.reading.safe_text import safe_text

MOST_PARTS = 10
MOST_PAIRS = 200
NOTHING = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"
SAME = "same"


@dataclass(frozen=True, slots=True)
class Times:
    """The figures of one line, and a bar for each of the two."""

    first: str
    second: str
    change: str
    first_bar: Bar | None
    second_bar: Bar | None


@dataclass(frozen=True, slots=True)
class DrawnPart:
    """A part of the system, and what it took of either critical path."""

    place: str
    times: Times


@dataclass(frozen=True, slots=True)
class DrawnPair:
    """A span of one or both traces."""

    colour: str
    service: str
    name: str
    level: int
    indent: int
    times: Times


def draw_parts(comparison: Comparison) -> Iterator[DrawnPart]:
    """Draw the parts that changed most."""
    shown = comparison.most_changed(MOST_PARTS)
    longest_ns = max((max(each.first_ns, each.second_ns) for each in shown), default=0)
    for each in shown:
        times = draw_times(comparison, each.first_ns, each.second_ns, longest_ns)
        yield DrawnPart(capital(each.part), times)


def capital(part: Part) -> str:
    """Name a part at the beginning of a line."""
    return part.subject if part.kind == "own" else part.subject[:1].upper() + part.subject[1:]


def draw_pairs(comparison: Comparison) -> Iterator[DrawnPair]:
    """Draw the spans side by side; of very many, those whose durations differ most."""
    colours = colour_services(pair.span.service for pair in comparison.pairs)
    longest_ns = max(comparison.first_ns, comparison.second_ns)
    for pair in most_changed(comparison.pairs, MOST_PAIRS):
        yield DrawnPair(
            colour=colours[pair.span.service],
            service=safe_text(pair.span.service),
            name=safe_text(pair.span.name),
            level=pair.depth + 1,
            indent=min(pair.depth, DEEPEST_INDENT),
            times=draw_times(comparison, *durations(pair), longest_ns),
        )


def durations(pair: Pair) -> tuple[int | None, int | None]:
    """Return both durations, None where a trace has no such span."""
    first, second = pair.first, pair.second
    return first and first.duration_ns, second and second.duration_ns


def draw_times(
    comparison: Comparison, first_ns: int | None, second_ns: int | None, longest_ns: int
) -> Times:
    """Write both figures and their difference, and draw their bars."""
    return Times(
        first=NOTHING if first_ns is None else figure(first_ns),
        second=NOTHING if second_ns is None else figure(second_ns),
        change=write_change(comparison, first_ns, second_ns),
        first_bar=bar(0, first_ns, longest_ns) if first_ns else None,
        second_bar=bar(0, second_ns, longest_ns) if second_ns else None,
    )


def write_change(comparison: Comparison, first_ns: int | None, second_ns: int | None) -> str:
    """Write the difference with its sign; one too small to matter is none."""
    if first_ns is not None and second_ns is not None and comparison.is_same(first_ns, second_ns):
        return SAME
    change_ns = (second_ns or 0) - (first_ns or 0)
    return f"{'+' if change_ns > 0 else MINUS}{figure(abs(change_ns))}"
