"""Many requests as few dots: those that would lie on each other become one, the darker for it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log10
from typing import TypeAlias

from matplotlib.path import Path

Place: TypeAlias = tuple[float, float]
# From how many requests on a dot is as dark as its level.
LEVELS = (1, 2, 4, 10)


def bin_places(places: Iterable[Place], columns: int, rows: int) -> list[list[Place]]:
    """Group places, as shares of the width and the height, by how many fall on the same spot.

    Returns the middles of the spots, a list for each of `LEVELS`.
    """
    counted = Counter(
        (min(int(x * columns), columns - 1), min(int(y * rows), rows - 1))
        for x, y in places
        if 0 <= x <= 1 and 0 <= y <= 1
    )
    levels: list[list[Place]] = [[] for _ in LEVELS]
    for (column, row), count in sorted(counted.items()):
        level = sum(count >= least for least in LEVELS) - 1
        levels[level].append(((column + 0.5) / columns, (row + 0.5) / rows))
    return levels


def share_of_log(value: float, lowest: float, highest: float) -> float:
    """Say how far up a logarithmic axis a value lies."""
    return (log10(value) - log10(lowest)) / (log10(highest) - log10(lowest))


def dots(places: Sequence[Place]) -> Path:
    """Make one path of many dots: lines without length, which round ends make visible."""
    return Path(
        [place for place in places for _ in range(2)],
        [Path.MOVETO, Path.LINETO] * len(places),
    )


def crosses(places: Sequence[Place], width: float, height: float) -> Path:
    """Make one path of many crosses, of which the arms reach so far to each side."""
    vertices = [
        (x + across * width, y + up * height)
        for x, y in places
        for across, up in ((-1, -1), (1, 1), (-1, 1), (1, -1))
    ]
    return Path(vertices, [Path.MOVETO, Path.LINETO] * (2 * len(places)))
