"""What a critical path cannot know: whether anything waited for a child that ran beside others.

A trace has starts and ends, and no word on who waited for whom. A child that ran alone is taken
for waited for: that is what being a child means. Of children that ran beside each other it shows
where what came next began the moment one ended. Everything else is in doubt, and is marked so.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tracing_sandbox.traces.measuring.clocks import Timeline
from tracing_sandbox.traces.measuring.critical_path import Handover, Path, Segment
from tracing_sandbox.traces.measuring.kinship import (
    AT_ONCE_NS,
    answered_until,
    is_call,
    longest_overlap_ns,
    server_of,
)
from tracing_sandbox.traces.measuring.tree import NOBODY, SpanTree
from tracing_sandbox.traces.measuring.waits.replies import find_answers
from tracing_sandbox.traces.measuring.waits.rivals import Rivals
from tracing_sandbox.traces.measuring.waits.waker import Waker


class Doubt(NamedTuple):
    """A stretch of a span in which nothing beneath it is certain, on the path or beside it.

    The walk took `child` for waited for; what came next is `later`, or the end of `parent`.
    """

    parent: int
    start_ns: int
    end_ns: int
    child: int
    later: int = NOBODY


def find_doubts(tree: SpanTree, times: Timeline, path: Path) -> list[Doubt]:
    """List the stretches of a path in which other children may have been waited for."""
    woken = {each.later for each in path.handovers if each.told}
    rivals = Rivals(tree, times, path.beside, woken)
    doubts = [
        doubt for each in path.handovers if not each.told for doubt in _doubts_about(rivals, each)
    ]
    if tree.has_consumers:
        doubts.extend(_doubts_of_replies(tree, times, path))
    doubts.extend(_doubts_of_locks(rivals, path.suspects))
    return [doubt for doubt in doubts if doubt.start_ns < doubt.end_ns]


def _by_parent(path: Path) -> dict[int, list[Handover]]:
    windows: dict[int, list[Handover]] = {}
    for handover in path.handovers:
        windows.setdefault(handover.parent, []).append(handover)
    return windows


def mark_doubts(segments: Iterable[Segment], doubts: Iterable[Doubt]) -> Iterator[Segment]:
    """Cut segments, in order of time, at the edges of doubts, and mark those within."""
    stretches = join_stretches((doubt.start_ns, doubt.end_ns) for doubt in doubts)
    position = 0
    for segment in segments:
        span, kind, start_ns, end_ns, _ = segment
        while position < len(stretches) and stretches[position][1] <= start_ns:
            position += 1
        if position == len(stretches) or stretches[position][0] >= end_ns:
            yield segment
            continue
        reached, at = start_ns, position
        while at < len(stretches) and stretches[at][0] < end_ns:
            first, last = max(stretches[at][0], reached), min(stretches[at][1], end_ns)
            if first > reached:
                yield Segment(span, kind, reached, first)
            yield Segment(span, kind, first, last, False)
            reached, at = last, at + 1
        if reached < end_ns:
            yield Segment(span, kind, reached, end_ns)


def join_stretches(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join stretches of time that touch or overlap, in order."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _doubts_about(rivals: Rivals, handover: Handover) -> Iterator[Doubt]:
    """Doubt what lay between a child and what came next, and whether it was waited for."""
    parent, child, end_ns, next_ns, later, running, _ = handover
    if _something_else_ran(rivals, handover):
        began_ns = max(rivals.times.starts[running], end_ns)
        yield Doubt(parent, began_ns, next_ns, running, later)
    if child == NOBODY:
        return
    if not _was_waited_for(rivals, handover):
        yield Doubt(parent, _unsure_since(rivals, handover), end_ns, child, later)
    elif (streamed := _streamed(rivals, handover)) is not None:
        yield Doubt(parent, *streamed, child, later)


def _something_else_ran(rivals: Rivals, handover: Handover) -> bool:
    """Say whether, in the time that was left to the parent, a child ran all along."""
    running, times = handover.running, rivals.times
    if running == NOBODY or handover.later == NOBODY or _came_at_once(handover):
        return False
    return times.starts[running] + AT_ONCE_NS < handover.next_ns


def _was_waited_for(rivals: Rivals, handover: Handover) -> bool:
    tree, times, child = rivals.tree, rivals.times, handover.child
    late = answered_until(tree, times, child) - handover.end_ns
    if late > 0 and tree.spans[child].kind == "server":
        return not tree.spans[handover.parent].error
    if rivals.start_of(child) is None:
        return late <= longest_overlap_ns(times, handover.parent)
    if late > 0 or not _came_at_once(handover) or rivals.was_worked_beside(child):
        return False
    return not _might_be_another(rivals, handover)


def _unsure_since(rivals: Rivals, handover: Handover) -> int:
    """Say from when on something else may have been waited for.

    A caller that gave up had waited for nothing but its patience.
    """
    parent, child = handover.parent, handover.child
    if rivals.tree.spans[child].kind == "server":
        return rivals.times.starts[parent]
    began_ns = rivals.start_of(child)
    return rivals.times.starts[child] if began_ns is None else began_ns


def _streamed(rivals: Rivals, handover: Handover) -> tuple[int, int] | None:
    """Find the time in which a server worked on after its client's span had ended.

    Its caller may have read on, or not have cared.
    """
    tree, times, child = rivals.tree, rivals.times, handover.child
    ended = times.ends[child]
    if handover.end_ns > ended:
        return ended, handover.end_ns
    server = server_of(tree, child) if is_call(tree, child) else NOBODY
    if server == NOBODY or tree.spans[child].error:
        return None
    until = min(times.ends[server], handover.next_ns)
    return (ended, until) if until - ended > longest_overlap_ns(times, handover.parent) else None


def _came_at_once(handover: Handover) -> bool:
    return handover.next_ns - handover.end_ns <= AT_ONCE_NS


def _might_be_another(rivals: Rivals, handover: Handover) -> bool:
    """Say whether a sibling ended so near that what came next may have waited for that."""
    if handover.later == NOBODY:
        return False
    ends = rivals.ends(handover.parent)
    first = bisect_left(ends, handover.next_ns - AT_ONCE_NS)
    last = bisect_right(ends, handover.next_ns + AT_ONCE_NS)
    later_is_near = abs(rivals.times.ends[handover.later] - handover.next_ns) <= AT_ONCE_NS
    return last - first > 1 + later_is_near + (handover.child in rivals.woken)


def _doubts_of_replies(tree: SpanTree, times: Timeline, path: Path) -> Iterator[Doubt]:
    """Doubt whether a sender waited for what the consumer of its message sent in its turn.

    If so, the sender went on when it was there: after the next stretch of its own, or of a span
    that only receives.
    """
    windows = _by_parent(path)
    followed = {(each.parent, each.child) for each in path.handovers if each.told}
    idle: dict[int, list[int]] = {}
    went_on: dict[tuple[int, int], int] = {}
    for parent, message, answer in find_answers(tree, windows):
        if parent not in idle:
            idle[parent] = sorted(_idle_ends(tree, windows[parent]))
        at = bisect_left(idle[parent], times.ends[answer])
        if at < len(idle[parent]) and (parent, message) not in followed:
            latest = went_on.get((parent, message), 0)
            went_on[parent, message] = max(latest, idle[parent][at])
    for (parent, message), end_ns in went_on.items():
        yield Doubt(parent, times.ends[message], end_ns, message)


def _idle_ends(tree: SpanTree, handovers: Sequence[Handover]) -> Iterator[int]:
    """Yield when a span's own stretches ended, and its leaves that received a message."""
    for each in handovers:
        if each.next_ns > each.end_ns:
            yield each.next_ns
        if each.child != NOBODY and tree.spans[each.child].kind == "consumer":
            yield each.end_ns


def _doubts_of_locks(rivals: Rivals, suspects: Iterable[Waker]) -> Iterator[Doubt]:
    """Doubt a wait that ended the moment something beside it did: it may have waited for that."""
    for parent, branch, way, end_ns, _ in suspects:
        began_ns = min(rivals.group_start_of(way[0]), rivals.group_start_of(branch))
        yield Doubt(parent, began_ns, end_ns, way[0])
