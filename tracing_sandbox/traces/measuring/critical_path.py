"""The chain of work that made the root as long as it is, cut into segments; `parts` adds them up.

The walk goes back from the end: the child that finished last was waited for; the time after it is
the parent's; then on from that child's start. It is the walk of Uber's CRISP (Zhang et al.,
USENIX ATC 2022), with the time of a call kept apart from the work on either side of it, and with
`doubt` about every child of which the times do not show that anything waited for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from tracing_sandbox.traces.measuring.clocks import Timeline
from tracing_sandbox.traces.measuring.kinship import (
    answered_until,
    is_call,
    is_detached,
    likeness,
    longest_overlap_ns,
    server_of,
)
from tracing_sandbox.traces.measuring.tree import NOBODY, SpanTree

SegmentKind: TypeAlias = Literal["own", "transit", "wait", "gap"]


class Segment(NamedTuple):
    """A stretch of the root's time and the span that it is charged to.

    own: the span's own work. transit: a call on its way, or queued, outside the server's span.
    wait: a call to something that reported no span. gap: the pause between a failed try and the
    next one. `certain` is false where the trace cannot show that anything waited for it.
    """

    span: int
    kind: SegmentKind
    start_ns: int
    end_ns: int
    certain: bool = True


class Handover(NamedTuple):
    """A moment at which the walk went from a span back to a child, taking it for waited for.

    The child ended at `end_ns`, or was cut there; what came after it began at `next_ns`: the child
    `later`, or the end of the parent's window. `child` is nobody at the start of the window.
    `running` is, of the children that were passed over as still running, the first to begin.
    """

    parent: int
    child: int
    end_ns: int
    next_ns: int
    later: int
    running: int


class Path(NamedTuple):
    """Segments in order of time, which fill a span exactly, and how the walk went over them."""

    segments: Sequence[Segment]
    handovers: Sequence[Handover]


@dataclass(slots=True)
class _Window:
    """The part of a span that is on the path, walked from `cursor` back to `start_ns`.

    `waiting` are the children still to be looked at, the last to finish at the end of the list;
    `later` is the child that the walk came from; `running` is as in `Handover`.
    """

    span: int
    start_ns: int
    end_ns: int
    cursor: int
    later: int
    waiting: list[tuple[int, int]]
    rest: SegmentKind
    running: int = NOBODY


def walk_critical_path(tree: SpanTree, times: Timeline, head: int) -> Path:
    """Cut the time of `head` into segments, in order of time; they fill it exactly."""
    backwards: list[Segment] = []
    handovers: list[Handover] = []
    open_windows = [_open(tree, times, head, times.starts[head], times.ends[head])]
    while open_windows:
        window = open_windows[-1]
        child, child_end = _next_child(window, times)
        if child_end < window.cursor:
            kind = _kind_between(tree, window, child)
            backwards.append(Segment(window.span, kind, child_end, window.cursor))
        handovers.append(_hand_over(window, child, child_end))
        if child == NOBODY:
            open_windows.pop()
            continue
        window.later = child
        window.cursor = max(times.starts[child], window.start_ns)
        if tree.children[child]:
            open_windows.append(_open(tree, times, child, window.cursor, child_end))
        else:
            kind = kind_of_rest(tree, child)
            backwards.append(Segment(child, kind, window.cursor, child_end))
    backwards.reverse()
    return Path(backwards, handovers)


def _hand_over(window: _Window, child: int, end_ns: int) -> Handover:
    return Handover(window.span, child, end_ns, window.cursor, window.later, window.running)


def _open(tree: SpanTree, times: Timeline, span: int, start_ns: int, end_ns: int) -> _Window:
    waiting = [
        (answered_until(tree, times, child), child)
        for child in tree.children[span]
        if not is_detached(tree, times, child)
    ]
    if len(waiting) > 1:
        waiting.sort(key=lambda each: (each[0], not tree.spans[each[1]].error, -each[1]))
    return _Window(span, start_ns, end_ns, end_ns, NOBODY, waiting, kind_of_rest(tree, span))


def _next_child(window: _Window, times: Timeline) -> tuple[int, int]:
    """Find the child that finished last before the cursor, give or take a small overlap.

    Returns it with its end, cut at the cursor; nobody, and the window's start, if there is none.
    """
    overlap = longest_overlap_ns(times, window.span)
    while window.waiting:
        until, child = window.waiting.pop()
        end = min(until, window.end_ns)
        if end > window.cursor + overlap:
            if window.running == NOBODY or times.starts[child] < times.starts[window.running]:
                window.running = child
            continue
        if max(times.starts[child], window.start_ns) < min(end, window.cursor):
            return child, min(end, window.cursor)
    return NOBODY, window.start_ns


def kind_of_rest(tree: SpanTree, span: int) -> SegmentKind:
    """Name the time of a span that no child on the path covers."""
    if not is_call(tree, span):
        return "own"
    return "wait" if server_of(tree, span) == NOBODY else "transit"


def _kind_between(tree: SpanTree, window: _Window, earlier: int) -> SegmentKind:
    """Tell the pause before another try from the other time between two children."""
    if window.rest == "own" and NOBODY not in (earlier, window.later):
        failed, retry = tree.spans[earlier], tree.spans[window.later]
        if failed.error and likeness(failed) == likeness(retry):
            return "gap"
    return window.rest
