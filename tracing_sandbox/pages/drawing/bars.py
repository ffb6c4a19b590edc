"""Where a bar begins and how wide it is, in per cent of the drawing; `drawing` puts them in."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

NARROWEST = 0.35
CLOSEST = 0.2


class Bar(NamedTuple):
    """A stretch of time on the drawing, as SVG takes it: `x="12.3%"`."""

    x: str
    width: str


def bar(start_ns: int, end_ns: int, whole_ns: int) -> Bar:
    """Place one stretch; never too narrow to be seen, never outside the drawing."""
    start, width = _place(start_ns, end_ns, whole_ns)
    return _write(start, width)


def bars(stretches: Iterable[tuple[int, int]], whole_ns: int) -> list[Bar]:
    """Place many stretches in order of time; those that touch on the screen become one."""
    return [_write(start, width) for start, width in _merge(stretches, whole_ns)]


def _merge(stretches: Iterable[tuple[int, int]], whole_ns: int) -> Iterator[tuple[float, float]]:
    last: tuple[float, float] | None = None
    for start_ns, end_ns in stretches:
        start, width = _place(start_ns, end_ns, whole_ns)
        if last and start <= last[0] + last[1] + CLOSEST:
            last = (last[0], max(last[0] + last[1], start + width) - last[0])
            continue
        if last:
            yield last
        last = (start, width)
    if last:
        yield last


def _place(start_ns: int, end_ns: int, whole_ns: int) -> tuple[float, float]:
    whole = max(whole_ns, 1)
    start = min(max(100 * start_ns / whole, 0.0), 100 - NARROWEST)
    end = min(100 * end_ns / whole, 100.0)
    return start, max(end - start, NARROWEST)


def _write(start: float, width: float) -> Bar:
    return Bar(f"{start:.3f}%", f"{width:.3f}%")
