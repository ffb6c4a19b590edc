"""The part of a span that is on the path, and the child in it that was waited for last."""

from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from tracing_sandbox.traces.measuring.clocks import Timeline
from tracing_sandbox.traces.measuring.kinship import (
    answered_until,
    is_call,
    is_detached,
    longest_overlap_ns,
)
from tracing_sandbox.traces.measuring.tree import NOBODY, SpanTree

# Until when a child was at work for its parent, and which one it is.
Child: TypeAlias = tuple[int, int]


@dataclass(slots=True)
class Window:
    """The part of a span that is on the path, walked from `cursor` back to `start_ns`.

    `waiting` are the children still to be looked at, the last to finish at the end of the list;
    `later` is the child that the walk came from; `running` is, of the children that were
    passed over as still running, the first to begin. `is_shared` says that some of the children ran
    at the same time.
    """

    span: int
    start_ns: int
    end_ns: int
    cursor: int
    later: int
    waiting: list[Child]
    is_shared: bool
    running: int = NOBODY


def open_window(
    times: Timeline, span: int, bounds: tuple[int, int], waiting: list[Child]
) -> Window:
    """Stand at the end of a span's part that is on the path."""
    start_ns, end_ns = bounds
    is_shared = len(waiting) > 1 and _overlap(times, waiting)
    return Window(span, start_ns, end_ns, end_ns, NOBODY, waiting, is_shared)


def by_end(tree: SpanTree, times: Timeline, span: int) -> list[Child]:
    """List the children of a span that it may have waited for, the last to end at the end."""
    ends, ended = times.ends, times.ends[span]
    waiting = [
        (answered_until(tree, times, child) if is_call(tree, child) else ends[child], child)
        for child in tree.children[span]
        if ends[child] <= ended or not is_detached(tree, times, child)
    ]
    if len(waiting) > 1:
        waiting.sort(key=lambda each: (each[0], not tree.spans[each[1]].error, -each[1]))
    return waiting


def next_child(window: Window, times: Timeline) -> tuple[int, int]:
    """Find the child that finished last before the cursor, give or take a small overlap.

    Returns it with its end, cut at the cursor; nobody, and the window's start, if there is none.
    """
    cursor = window.cursor
    while window.waiting:
        until, child = window.waiting.pop()
        end = min(until, window.end_ns)
        if end > cursor:
            if end > cursor + longest_overlap_ns(times, window.span):
                _pass_over(window, times, child)
                continue
            end = cursor
        if max(times.starts[child], window.start_ns) < end:
            return child, end
    return NOBODY, window.start_ns


def _pass_over(window: Window, times: Timeline, child: int) -> None:
    """Take note of a child that still ran."""
    if window.running == NOBODY or times.starts[child] < times.starts[window.running]:
        window.running = child


def _overlap(times: Timeline, waiting: list[Child]) -> bool:
    """Say whether any two children ran at the same time."""
    return any(times.starts[later] < end for (end, _), (_, later) in pairwise(waiting))
