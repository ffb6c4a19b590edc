"""The chain of work that made the root as long as it is, cut into segments; `parts` adds them up.

The walk goes back from the end: the child that finished last was waited for; the time after it is
the parent's; then on from that child's start. It is the walk of Uber's CRISP (Zhang et al.,
USENIX ATC 2022), with the time of a call kept apart from the work on either side of it, and with
the time in which nothing had finished given to a child that ran then, not to the parent.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from tracing_sandbox.traces.measuring.clocks import Timeline
from tracing_sandbox.traces.measuring.reason import gave_up
from tracing_sandbox.traces.measuring.tree import NOBODY, SpanTree
from tracing_sandbox.traces.reading.span import Span

SegmentKind: TypeAlias = Literal["own", "transit", "wait", "gap"]
Likeness: TypeAlias = tuple[str, str, str]

LONGEST_OVERLAP_NS = 1_000_000
# How often a span is looked at on average before children still running are left to the parent.
MOST_LOOKS = 4


class Segment(NamedTuple):
    """A stretch of the root's time and the span that it is charged to.

    own: the span's own work. transit: a call on its way, or queued, outside the server's span.
    wait: a call to something that reported no span. gap: the pause between a failed try and the
    next one.
    """

    span: int
    kind: SegmentKind
    start_ns: int
    end_ns: int


@dataclass(slots=True)
class _Window:
    """The part of a span that is on the path, walked from `cursor` back to `start_ns`.

    `waiting` are the children still to be looked at, the last to finish at the end of the list;
    `later` is the child that the walk came from; `running` is, of the children that finished after
    the cursor and were passed over, the one that started first.
    """

    span: int
    start_ns: int
    end_ns: int
    cursor: int
    later: int
    waiting: list[int]
    rest: SegmentKind
    running: int = NOBODY


def walk_critical_path(tree: SpanTree, times: Timeline, head: int) -> list[Segment]:
    """Cut the time of `head` into segments, in order of time; they fill it exactly."""
    backwards: list[Segment] = []
    open_windows = [_open(tree, times, head, times.starts[head], times.ends[head])]
    looks = MOST_LOOKS * len(tree.spans)
    while open_windows:
        window = open_windows[-1]
        child = _next_child(window, times)
        child_end = window.start_ns if child == NOBODY else min(times.ends[child], window.cursor)
        start_ns = window.start_ns
        if child_end < window.cursor:
            kind = _kind_between(tree, window, child)
            if kind == "own" and looks > 0 and _runs_before(window, times, window.cursor):
                if child != NOBODY:
                    window.waiting.append(child)
                child, start_ns, child_end = window.running, child_end, window.cursor
            else:
                backwards.append(Segment(window.span, kind, child_end, window.cursor))
        if child == NOBODY:
            open_windows.pop()
            continue
        window.later = child
        window.cursor = max(times.starts[child], start_ns)
        looks -= 1 + len(tree.children[child])
        if tree.children[child]:
            open_windows.append(_open(tree, times, child, window.cursor, child_end))
        else:
            kind = kind_of_rest(tree, child)
            backwards.append(Segment(child, kind, window.cursor, child_end))
    backwards.reverse()
    return backwards


def _open(tree: SpanTree, times: Timeline, span: int, start_ns: int, end_ns: int) -> _Window:
    waited_for = [c for c in tree.children[span] if not is_detached(tree, times, c)]
    if len(waited_for) > 1:
        waited_for.sort(key=lambda c: (times.ends[c], not tree.spans[c].error, -c))
    return _Window(span, start_ns, end_ns, end_ns, NOBODY, waited_for, kind_of_rest(tree, span))


def _next_child(window: _Window, times: Timeline) -> int:
    """Find the child that finished last before the cursor, give or take a small overlap."""
    overlap = min(times.duration(window.span) // 100, LONGEST_OVERLAP_NS)
    while window.waiting:
        child = window.waiting.pop()
        end = min(times.ends[child], window.end_ns)
        if end > window.cursor + overlap:
            _note_running(window, times, child)
            continue
        if max(times.starts[child], window.start_ns) < min(end, window.cursor):
            return child
    return NOBODY


def _note_running(window: _Window, times: Timeline, child: int) -> None:
    if window.running == NOBODY or times.starts[child] < times.starts[window.running]:
        window.running = child


def _runs_before(window: _Window, times: Timeline, moment: int) -> bool:
    return window.running != NOBODY and times.starts[window.running] < moment


def is_detached(tree: SpanTree, times: Timeline, child: int) -> bool:
    """Say whether the parent ended without waiting for this child.

    A server's span is never detached: its caller waited until it had its answer or gave up.
    """
    parent = tree.parents[child]
    late = times.ends[child] - times.ends[parent]
    if late <= 0 or tree.spans[child].kind == "server":
        return False
    overlap = min(times.duration(parent) // 100, LONGEST_OVERLAP_NS)
    if late <= overlap or late * 10 <= times.duration(child):
        return False
    begun_after_the_end = times.starts[child] >= times.ends[parent]
    return begun_after_the_end or not gave_up(tree.spans[parent])


def kind_of_rest(tree: SpanTree, span: int) -> SegmentKind:
    """Name the time of a span that no child on the path covers."""
    if tree.spans[span].kind != "client":
        return "own"
    return "wait" if server_of(tree, span) == NOBODY else "transit"


def _kind_between(tree: SpanTree, window: _Window, earlier: int) -> SegmentKind:
    """Tell the pause before another try from the other time between two children."""
    if window.rest == "own" and NOBODY not in (earlier, window.later):
        failed, retry = tree.spans[earlier], tree.spans[window.later]
        if failed.error and likeness(failed) == likeness(retry):
            return "gap"
    return window.rest


def server_of(tree: SpanTree, client: int) -> int:
    """Find the SERVER span that answered a call."""
    children = tree.children[client]
    return next((child for child in children if tree.spans[child].kind == "server"), NOBODY)


def likeness(span: Span) -> Likeness:
    """Name what makes two siblings the same operation."""
    return (span.service, span.kind, span.name)
