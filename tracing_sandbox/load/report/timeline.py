"""Latency over time: each request, what most of them took, and what happened to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.ticker import MaxNLocator

from tracing_sandbox.load.report.canvas import (
    Box,
    Size,
    add_axes,
    label,
    open_figure,
    set_times,
)
from tracing_sandbox.load.report.course import Course, Point
from tracing_sandbox.load.report.ink import ink
from tracing_sandbox.load.report.points import bin_places, crosses, dots, share_of_log

HEIGHT, NARROW_HEIGHT = 300, 240
LEFT, RIGHT, NARROW_RIGHT = 66, 168, 46
ROW, AXIS, GAP, MARGIN = 17, 44, 10, 10
# How wide a letter is, of its height: of all, so that labels do not touch.
LETTER = 0.58
LONGEST, NARROW_LONGEST = 40, 22
MARKS, NARROW_MARKS = 10, 5
DOT, SPOT = 2.5, 1.6
CROSS = 4.0
LEVEL_ALPHAS = (0.45, 0.65, 0.85, 1.0)


@dataclass(frozen=True)
class Label:
    """The words of an event: how far to the right its line is, where they begin, in which row."""

    share: float
    left: float
    text: str
    row: int


def draw_timeline(course: Course, limit_ms: float | None, size: Size) -> Figure:
    """Draw the course of a run, and below it when each scenario was planted."""
    right = NARROW_RIGHT if size.is_narrow else RIGHT
    height = NARROW_HEIGHT if size.is_narrow else HEIGHT
    width = size.width - LEFT - right
    rows = _rows(course, size)
    labels = place_labels(course, width, size)
    strip = ROW * len(rows)
    top = ROW * (max((each.row for each in labels), default=-1) + 1)
    bottom = AXIS + strip + (GAP if rows else 0)
    figure = open_figure(size, bottom + height + top + MARGIN)
    box = Box(LEFT, bottom, width, height)
    axes = add_axes(figure, box)
    _draw_latency(axes, course, limit_ms, box, size)
    if rows:
        axes.tick_params(labelbottom=False)
        below = add_axes(figure, Box(LEFT, AXIS, width, strip))
        _draw_planted(below, rows, course, size)
    else:
        axes.set_xlabel("seconds from the start")
    _draw_events(axes, labels, course, box, bottom - AXIS)
    return figure


def _rows(course: Course, size: Size) -> Mapping[str, Sequence[float]]:
    """Name the rows below: one for each scenario where there is room for names, else one."""
    if not size.is_narrow or not course.planted:
        return course.planted
    return {"": sorted(at_s for times in course.planted.values() for at_s in times)}


def _draw_latency(axes: Axes, course: Course, limit_ms: float | None, box: Box, size: Size) -> None:
    times_ms = course.times_ms + ([limit_ms] if limit_ms else [])
    set_times(axes, "y", times_ms)
    lowest, highest = axes.get_ylim()
    axes.set_xlim(0, course.end_s)
    axes.xaxis.set_major_locator(_seconds(size))
    columns, rows = int(box.width / SPOT), int(box.height / SPOT)
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


def _seconds(size: Size) -> MaxNLocator:
    """Mark whole seconds, as many as there is room for."""
    return MaxNLocator(NARROW_MARKS if size.is_narrow else MARKS, steps=[1, 2, 5, 10], integer=True)


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
    if course.hides:
        # Below the p95: it is seen where it differs.
        sent_ms = [each.sent_p95_ms for each in course.windows]
        axes.plot(at_s, sent_ms, color=ink("ink"), linewidth=1.2)
    axes.plot(at_s, p95_ms, color=ink("tail"), linewidth=2.4)
    axes.plot(at_s, p50_ms, color=ink("middle"), linewidth=2.4, linestyle=(0, (5, 1.5)))
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
    axes.xaxis.set_major_locator(_seconds(size))
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


def place_labels(course: Course, width: float, size: Size) -> list[Label]:
    """Give the words of each event a row above the plot, so that no words are on others or a line.

    From the last one on: the line of an event passes the words of those after it, on their left.
    """
    moments = sorted([*course.events, *_stop(course)], reverse=True)
    placed: list[Label] = []
    for at_s, words in moments:
        if not 0 <= at_s <= course.end_s:
            continue
        text = label(words, NARROW_LONGEST if size.is_narrow else LONGEST)
        place = at_s / course.end_s * width
        length = len(text) * size.font * LETTER
        left = max(min(place, width - length), 0.0)
        beside = (each.row for each in placed if each.left < left + length + size.font)
        placed.append(Label(at_s / course.end_s, left, text, max(beside, default=-1) + 1))
    return placed


def _stop(course: Course) -> list[tuple[float, str]]:
    return [] if course.stopped_s is None else [(course.stopped_s, "stopped")]


def _draw_events(
    axes: Axes, labels: Sequence[Label], course: Course, box: Box, below: float
) -> None:
    away = [*course.outages, *((at_s, course.end_s) for at_s, _ in _stop(course))]
    for since_s, until_s in away:
        axes.axvspan(since_s, until_s, color=ink("edge"), alpha=0.22, linewidth=0, zorder=0)
    for each in labels:
        top = 1 + ROW * each.row / box.height
        axes.plot(
            (each.share, each.share),
            (-below / box.height, top + 0.01),
            transform=axes.transAxes,
            color=ink("ink"),
            linewidth=1.2,
            clip_on=False,
            zorder=4,
        )
        axes.text(
            each.left / box.width,
            top + 0.015,
            each.text,
            transform=axes.transAxes,
            va="bottom",
            fontweight="bold",
            zorder=6,
        )
