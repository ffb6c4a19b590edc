"""How latency grows with the rate: a ramp's steps, the limit, and the highest rate that kept it."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tracing_sandbox.load.report.canvas import (
    Box,
    Size,
    add_axes,
    open_figure,
    set_times,
    within,
)
from tracing_sandbox.load.report.ink import ink
from tracing_sandbox.load.report.words import number, write_figure, write_ms

HEIGHT, AXIS, TOP = 240, 44, 30
LEFT, RIGHT = 66, 24


def draw_ramp(ramp: Mapping[str, Any], size: Size) -> Figure:
    """Draw the p99 of each step over its rate."""
    figure = open_figure(size, AXIS + HEIGHT + TOP)
    axes = add_axes(figure, Box(LEFT, AXIS, size.width - LEFT - RIGHT, HEIGHT))
    steps = [
        (rate, within(p99_ms), bool(step["kept"]))
        for step in ramp["steps"]
        if (rate := number(step["rate"])) is not None
        and (p99_ms := number(step["p99_ms"])) is not None
    ]
    limit_ms, held = number(ramp["limit_ms"]), number(ramp["held_rate"])
    limits = [within(limit_ms)] if limit_ms else []
    set_times(axes, "y", [*(p99_ms for _, p99_ms, _ in steps), *limits])
    axes.set_xlim(0, max([1.0, *(rate for rate, _, _ in steps)]) * 1.06)
    axes.set_xlabel("requests a second, as planned")
    _draw_steps(axes, steps)
    for limit in limits:
        axes.axhline(limit, color=ink("ink"), linewidth=1, linestyle=(0, (1, 3)))
        axes.text(
            0.01,
            limit,
            f"limit {write_ms(limit)}",
            transform=axes.get_yaxis_transform(),
            va="bottom",
            fontweight="bold",
        )
    if held:
        axes.axvline(held, color=ink("good"), linewidth=1.4)
        near_end = held > axes.get_xlim()[1] / 2
        axes.text(
            held,
            1.02,
            f"held: {write_figure(held)}/s",
            transform=axes.get_xaxis_transform(),
            ha="right" if near_end else "left",
            fontweight="bold",
            color=ink("good"),
        )
    return figure


def _draw_steps(axes: Axes, steps: Sequence[tuple[float, float, bool]]) -> None:
    axes.plot(
        [rate for rate, _, _ in steps],
        [p99_ms for _, p99_ms, _ in steps],
        color=ink("tail"),
        linewidth=2,
    )
    for kept, marker, colour in ((True, "o", "tail"), (False, "X", "bad")):
        axes.plot(
            [rate for rate, _, was in steps if was is kept],
            [p99_ms for _, p99_ms, was in steps if was is kept],
            linestyle="",
            marker=marker,
            markersize=11,
            color=ink(colour),
            markeredgecolor=ink("bg"),
        )
