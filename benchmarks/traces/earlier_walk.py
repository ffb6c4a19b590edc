"""Two earlier walks of the critical path, kept to compare with: `walks` prints the table.

Both go back from the end as Uber's CRISP does: the child that finished last was waited for. They
differ in the time in which no child had finished. "running sibling" gives it to a child that ran
then, which was the project's walk of November 2026; "parent" gives it to the parent.
"""

from dataclasses import dataclass
from typing import NamedTuple

from tests.unit.traces.programs.promise import ChargedSegment, Charges
from tracing_sandbox.traces.measuring.clocks import Timeline, align_clocks
from tracing_sandbox.traces.measuring.reason import gave_up
from tracing_sandbox.traces.measuring.tree import NOBODY, SpanTree, build_tree
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace

LONGEST_OVERLAP_NS = 1_000_000
# How often a span is looked at on average before children still running are left to the parent.
MOST_LOOKS = 4


class Segment(NamedTuple):
    """A stretch of the root's time and the span that it is charged to."""

    span: int
    kind: str
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
    rest: str
    running: int = NOBODY


def running_sibling_walk(trace: Trace) -> Charges:
    """Charge time in which nothing had finished to a child that ran then."""
    return _charges(trace, MOST_LOOKS)


def parent_walk(trace: Trace) -> Charges:
    """Charge time in which nothing had finished to the parent."""
    return _charges(trace, 0)


def _charges(trace: Trace, most_looks: int) -> Charges:
    tree = build_tree(trace)
    times = align_clocks(tree)
    begin_ns = times.starts[tree.main]
    return Charges(
        [
            ChargedSegment(
                tree.spans[segment.span].span_id,
                segment.kind,
                segment.start_ns - begin_ns,
                segment.end_ns - begin_ns,
            )
            for segment in _walk(tree, times, tree.main, most_looks)
        ]
    )


def _walk(tree: SpanTree, times: Timeline, head: int, most_looks: int) -> list[Segment]:
    """Cut the time of `head` into segments, in order of time; they fill it exactly."""
    backwards: list[Segment] = []
    open_windows = [_open(tree, times, head, times.starts[head], times.ends[head])]
    looks = most_looks * len(tree.spans)
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
            kind = _kind_of_rest(tree, child)
            backwards.append(Segment(child, kind, window.cursor, child_end))
    backwards.reverse()
    return backwards


def _open(tree: SpanTree, times: Timeline, span: int, start_ns: int, end_ns: int) -> _Window:
    waited_for = [c for c in tree.children[span] if not _is_detached(tree, times, c)]
    if len(waited_for) > 1:
        waited_for.sort(key=lambda c: (times.ends[c], not tree.spans[c].error, -c))
    return _Window(span, start_ns, end_ns, end_ns, NOBODY, waited_for, _kind_of_rest(tree, span))


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


def _is_detached(tree: SpanTree, times: Timeline, child: int) -> bool:
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


def _kind_of_rest(tree: SpanTree, span: int) -> str:
    """Name the time of a span that no child on the path covers."""
    if tree.spans[span].kind != "client":
        return "own"
    return "wait" if _server_of(tree, span) == NOBODY else "transit"


def _kind_between(tree: SpanTree, window: _Window, earlier: int) -> str:
    """Tell the pause before another try from the other time between two children."""
    if window.rest == "own" and NOBODY not in (earlier, window.later):
        failed, retry = tree.spans[earlier], tree.spans[window.later]
        if failed.error and _likeness(failed) == _likeness(retry):
            return "gap"
    return window.rest


def _server_of(tree: SpanTree, client: int) -> int:
    """Find the SERVER span that answered a call."""
    children = tree.children[client]
    return next((child for child in children if tree.spans[child].kind == "server"), NOBODY)


def _likeness(span: Span) -> tuple[str, str, str]:
    """Name what makes two siblings the same operation."""
    return (span.service, span.kind, span.name)
