"""How long the requests of each scenario took: a row each, on one logarithmic axis."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch

from tracing_sandbox.load.measuring.planted import NOTHING
from tracing_sandbox.load.recording.record import Record
from tracing_sandbox.load.report.canvas import (
    Box,
    Size,
    add_axes,
    label,
    open_figure,
    set_times,
    within,
)
from tracing_sandbox.load.report.course import planted_of
from tracing_sandbox.load.report.ink import ink
from tracing_sandbox.load.report.points import bin_places, dots, share_of_log
from tracing_sandbox.load.report.words import number, write_count

ROW, NARROW_ROW, AXIS, MARGIN = 24, 38, 28, 24
LEFT, RIGHT, NARROW_LEFT, NARROW_RIGHT = 172, 80, 12, 24
DOT = 4.4
# So many are drawn one by one; of more, what most of them took says more.
FEW = 30


@dataclass(frozen=True)
class Row:
    """A scenario: how many requests, their times where they are few, and their percentiles."""

    name: str
    count: int
    times_ms: Sequence[float]
    percentiles_ms: Mapping[str, float]


def rows_of(document: Mapping[str, Any], records: Sequence[Record]) -> list[Row]:
    """List what was planted, the slowest first, below the requests in which nothing was."""
    times: dict[str, list[float]] = defaultdict(list)
    planted = planted_of(records)
    for each in records:
        times[planted.in_request(each)].append(within(each.latency_ns / 1e6))
    rows = [
        _row(name, figures, times[name])
        for name, figures in document["latency_ms"]["by_scenario"].items()
    ]
    return sorted(rows, key=lambda row: (row.name != NOTHING, -row.percentiles_ms["p50"], row.name))


def _row(name: str, figures: Mapping[str, Any], times_ms: Sequence[float]) -> Row:
    percentiles = {key: within(number(figures[key]) or 0.0) for key in ("p50", "p95", "p99", "max")}
    return Row(name, figures["count"], times_ms, percentiles)


def draw_distribution(rows: Sequence[Row], size: Size) -> Figure:
    """Draw a row for each scenario: where half, 95, 99 and all of a hundred requests lie."""
    row_height = NARROW_ROW if size.is_narrow else ROW
    left, right = (NARROW_LEFT, NARROW_RIGHT) if size.is_narrow else (LEFT, RIGHT)
    height = row_height * max(len(rows), 1)
    figure = open_figure(size, AXIS + height + MARGIN)
    box = Box(left, AXIS, size.width - left - right, height)
    axes = add_axes(figure, box)
    set_times(axes, "x", [time for row in rows for time in _drawn(row)])
    axes.set_ylim(max(len(rows), 1) - 0.5, -0.5)
    axes.spines["left"].set_visible(False)
    for place, row in enumerate(rows):
        _draw_row(axes, place, row, box, 0.2 if size.is_narrow else 0.32)
    _name_rows(axes, rows, size)
    return figure


def _drawn(row: Row) -> list[float]:
    return [*row.times_ms, *row.percentiles_ms.values()]


def _draw_row(axes: Axes, place: int, row: Row, box: Box, half: float) -> None:
    colour = ink("accent" if row.name == NOTHING else "planted")
    if len(row.times_ms) <= FEW and row.times_ms:
        _draw_dots(axes, place, row.times_ms, box, colour)
    else:
        p50, p95, p99, most = row.percentiles_ms.values()
        axes.plot((p50, most), (place, place), color=colour, linewidth=1)
        axes.plot((p50, p99), (place, place), color=colour, linewidth=4, solid_capstyle="butt")
        axes.plot((p50, p95), (place, place), color=colour, linewidth=9, solid_capstyle="butt")
        axes.plot((most,), (place,), "o", color=colour, markersize=4)
    if row.count > 1:
        median = row.percentiles_ms["p50"]
        axes.plot((median, median), (place - half, place + half), color=ink("ink"), linewidth=2.4)


def _draw_dots(axes: Axes, place: int, times_ms: Sequence[float], box: Box, colour: str) -> None:
    lowest, highest = axes.get_xlim()
    rows = -axes.get_ylim()[1] + axes.get_ylim()[0]
    up = 1 - (place + 0.5) / rows
    places = [(share_of_log(time, lowest, highest), 0.5) for time in times_ms]
    spots = [(x, up) for level in bin_places(places, int(box.width / 1.5), 1) for x, _ in level]
    axes.add_patch(
        PathPatch(
            dots(spots),
            transform=axes.transAxes,
            edgecolor=colour,
            facecolor="none",
            linewidth=DOT,
            capstyle="round",
            alpha=0.8,
        )
    )


def _name_rows(axes: Axes, rows: Sequence[Row], size: Size) -> None:
    names = [f"{row.name} planted" if row.name == NOTHING else row.name for row in rows]
    if not size.is_narrow:
        axes.set_yticks(range(len(rows)), [label(name) for name in names])
        axes.tick_params(axis="y", labelcolor=ink("ink"))
        for place, row in enumerate(rows):
            axes.text(
                1.01,
                place,
                write_count(row.count),
                transform=axes.get_yaxis_transform(),
                va="center_baseline",
                color=ink("soft"),
            )
        axes.text(
            1.01,
            1.0,
            "requests",
            transform=axes.transAxes,
            va="bottom",
            color=ink("soft"),
        )
        return
    axes.set_yticks([])
    for place, (row, name) in enumerate(zip(rows, names, strict=True)):
        axes.text(
            0,
            place - 0.4,
            f"{label(name)}: {write_count(row.count)}",
            transform=axes.get_yaxis_transform(),
            va="center",
        )
