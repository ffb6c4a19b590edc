"""Latency over time: each request, what most of them took, and what happened to them."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch

from tracing_sandbox.load.report.canvas import (
    Box,
    Size,
    add_axes,
    decades,
    label,
    open_figure,
    time_ticks,
)
from tracing_sandbox.load.report.course import Course, Point
from tracing_sandbox.load.report.ink import ink
from tracing_sandbox.load.report.points import bin_places, crosses, dots, share_of_log

HEIGHT, NARROW_HEIGHT = 300, 240
LEFT, RIGHT, NARROW_RIGHT = 66, 168, 46
ROW, AXIS, GAP, MARGIN = 17, 44, 10, 10
# How wide a letter is, of its height: of all, so that labels do not touch.
LETTER = 0.56
DOT = 2.6
CROSS = 4.0
LEVEL_ALPHAS = (0.4, 0.6, 0.8, 1.0)


def draw_timeline(course: Course, limit_ms: float | None, size: Size) -> Figure:
    """Draw the course of a run, and below it when each scenario was planted."""
    right = NARROW_RIGHT if size.is_narrow else RIGHT
    height = NARROW_HEIGHT if size.is_narrow else HEIGHT
    width = size.width - LEFT - right
    rows = _rows(course, size)
    labels = place_labels(course, width, size)
    strip = ROW * len(rows)
    top = ROW * (max((row for _, _, row in labels), default=-1) + 1)
    bottom = AXIS + strip + (GAP if rows else 0)
    figure = open_figure(size, bottom + height + top + MARGIN)
    axes = add_axes(figure, Box(LEFT, bottom, width, height))
    _draw_latency(axes, course, limit_ms, Box(LEFT, bottom, width, height), size)
    if rows:
        axes.tick_params(labelbottom=False)
        below = add_axes(figure, Box(LEFT, AXIS, width, strip))
        _draw_planted(below, rows, course, size)
    else:
        axes.set_xlabel("seconds from the start")
    _draw_events(axes, labels, course, height, bottom - AXIS)
    return figure


def _rows(course: Course, size: Size) -> Mapping[str, Sequence[float]]:
    """Name the rows below: one for each scenario where there is room for names, else one."""
    if not size.is_narrow or not course.planted:
        return course.planted
    return {"": sorted(at_s for times in course.planted.values() for at_s in times)}


def _draw_latency(axes: Axes, course: Course, limit_ms: float | None, box: Box, size: Size) -> None:
    times_ms = course.times_ms + ([limit_ms] if limit_ms else [])
    lowest, highest = decades(times_ms)
    axes.set_yscale("log")
    axes.set_ylim(lowest, highest)
    axes.set_xlim(0, course.end_s)
    axes.set_yticks(*time_ticks(lowest, highest))
    axes.grid(axis="y")
    axes.tick_params(length=0)
    columns, rows = int(box.width / DOT), int(box.height / DOT)
    answered = _places(course.answered, course.end_s, lowest, highest)
    for alpha, level in zip(LEVEL_ALPHAS, bin_places(answered, columns, rows), strict=True):
        if level:
            axes.add_patch(
                PathPatch(
                    dots(level),
                    transform=axes.transAxes,
                    edgecolor=ink("accent"),
                    facecolor="none",
                    alpha=alpha,
                    linewidth=DOT,
                    capstyle="round",
                )
            )
    _draw_lines(axes, course, limit_ms, size)
    for points, colour, linewidth in (
        (course.failed_as_planted, "planted", 1.3),
        (course.failed, "bad", 2.2),
    ):
        places = _places(points, course.end_s, lowest, highest)
        _draw_crosses(axes, places, box, colour, linewidth)


def _places(points: Sequence[Point], end_s: float, lowest: float, highest: float) -> list[Point]:
    return [(at_s / end_s, share_of_log(took_ms, lowest, highest)) for at_s, took_ms in points]


def _draw_crosses(
    axes: Axes, places: Sequence[Point], box: Box, colour: str, linewidth: float
) -> None:
    spots = bin_places(places, int(box.width / CROSS), int(box.height / CROSS))
    every = [spot for level in spots for spot in level]
    if every:
        axes.add_patch(
            PathPatch(
                crosses(every, CROSS / box.width, CROSS / box.height),
                transform=axes.transAxes,
                edgecolor=ink(colour),
                facecolor="none",
                linewidth=linewidth,
                zorder=5,
            )
        )


def _draw_lines(axes: Axes, course: Course, limit_ms: float | None, size: Size) -> None:
    at_s = [each.middle_s for each in course.windows]
    p95_ms = [each.p95_ms for each in course.windows]
    p50_ms = [each.p50_ms for each in course.windows]
    if limit_ms:
        axes.axhline(limit_ms, color=ink("ink"), linewidth=1, linestyle=(0, (1, 3)))
    # A line behind each keeps it apart from the dots.
    for times_ms, width in ((p95_ms, 5.5), (p50_ms, 5.5)):
        axes.plot(at_s, times_ms, color=ink("bg"), linewidth=width, alpha=0.7)
    axes.plot(at_s, p95_ms, color=ink("tail"), linewidth=2.4)
    axes.plot(at_s, p50_ms, color=ink("middle"), linewidth=2.4, linestyle=(0, (5, 1.5)))
    if course.hides:
        sent_ms = [each.sent_p95_ms for each in course.windows]
        axes.plot(at_s, sent_ms, color=ink("ink"), linewidth=1)
    _label_lines(axes, course, limit_ms, size)


def _label_lines(axes: Axes, course: Course, limit_ms: float | None, size: Size) -> None:
    named = []
    if course.windows:
        last = course.windows[-1]
        named = [(last.p50_ms, "p50", "middle"), (last.p95_ms, "p95", "tail")]
    if limit_ms:
        named.append((limit_ms, "limit" if size.is_narrow else "limit of the p95", "ink"))
    lowest, highest = axes.get_ylim()
    height = NARROW_HEIGHT if size.is_narrow else HEIGHT
    shares = [share_of_log(value, lowest, highest) for value, _, _ in named]
    for share, (_, text, colour) in zip(
        keep_apart(shares, 1.15 * size.font / height), named, strict=True
    ):
        axes.text(
            1.008,
            share,
            text,
            transform=axes.transAxes,
            va="center",
            color=ink(colour),
            fontweight="bold",
        )


def keep_apart(shares: Sequence[float], gap: float) -> list[float]:
    """Move labels up until they do not cover each other."""
    moved = list(shares)
    for below, above in zip(
        order := sorted(range(len(moved)), key=moved.__getitem__), order[1:], strict=False
    ):
        moved[above] = max(moved[above], moved[below] + gap)
    return moved


def _draw_planted(
    axes: Axes, rows: Mapping[str, Sequence[float]], course: Course, size: Size
) -> None:
    axes.set_xlim(0, course.end_s)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.eventplot(
        list(rows.values()),
        lineoffsets=list(range(len(rows))),
        linelengths=0.72,
        linewidths=1.6,
        colors=ink("planted"),
    )
    axes.yaxis.tick_right()
    axes.set_yticks(range(len(rows)), [label(name) for name in rows])
    axes.tick_params(axis="y", length=0, labelsize=size.font * 0.9)
    axes.tick_params(axis="x", length=4)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("seconds from the start")
    text = "planted"
    axes.text(
        -0.008,
        0.5,
        text,
        transform=axes.transAxes,
        ha="right",
        va="center",
        color=ink("planted"),
        fontweight="bold",
        fontsize=size.font * 0.95,
    )


def place_labels(course: Course, width: float, size: Size) -> list[tuple[float, str, int]]:
    """Give each event's words a row above the plot in which they touch no other ones."""
    ends: list[float] = []
    placed = []
    moments = [*course.events]
    if course.stopped_s is not None:
        moments.append((course.stopped_s, "stopped"))
    for at_s, words in moments:
        if not 0 <= at_s <= course.end_s:
            continue
        text = label(words, 22 if size.is_narrow else 40)
        length = len(text) * size.font * LETTER
        left = min(at_s / course.end_s * width, width - length)
        row = next((row for row, end in enumerate(ends) if end < left), len(ends))
        ends[row : row + 1] = [left + length + size.font]
        placed.append((at_s, text, row))
    return placed


def _draw_events(
    axes: Axes,
    labels: Sequence[tuple[float, str, int]],
    course: Course,
    height: float,
    below: float,
) -> None:
    width = axes.get_window_extent().width
    for at_s, text, row in labels:
        share = at_s / course.end_s
        top = 1 + ROW * row / height
        axes.plot(
            (share, share),
            (-below / height, top + 0.01),
            transform=axes.transAxes,
            color=ink("ink"),
            linewidth=1.2,
            clip_on=False,
            zorder=4,
        )
        length = len(text) * LETTER * axes.xaxis.label.get_fontsize() / width
        axes.text(
            min(share, max(1 - length, 0)),
            top + 0.015,
            text,
            transform=axes.transAxes,
            va="bottom",
            fontweight="bold",
        )
