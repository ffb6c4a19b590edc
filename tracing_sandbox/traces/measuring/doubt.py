"""What a critical path cannot know: whether anything waited for a child that ran beside others.

A trace has starts and ends, and no word on who waited for whom. A child that ran alone is taken
for waited for: that is what being a child means. Of children that ran beside each other it shows
where what came next began the moment one ended. Everything else is in doubt, and is marked so.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from tracing_sandbox.traces.measuring.clocks import Timeline
from tracing_sandbox.traces.measuring.critical_path import Handover, Path, Segment
from tracing_sandbox.traces.measuring.kinship import (
    answered_until,
    is_detached,
    longest_overlap_ns,
)
from tracing_sandbox.traces.measuring.tree import NOBODY, SpanTree

# Measured from the end of the last of five tasks until what waited for all of them went on: 200
# rounds of asyncio.gather took at most 0.05 ms, of a pool of threads at most 0.06 ms.
AT_ONCE_NS = 100_000


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
    if not path.handovers:
        return []
    groups = Groups(tree, times)
    doubts = [doubt for each in path.handovers for doubt in _doubts_about(groups, each)]
    if tree.has_consumers:
        doubts.extend(_doubts_of_replies(groups, _by_parent(path)))
    if any(_ran_beside_others(groups, each) for each in path.handovers):
        doubts.extend(_doubts_of_locks(groups, path))
    return doubts


def _by_parent(path: Path) -> dict[int, list[Handover]]:
    windows: dict[int, list[Handover]] = {}
    for handover in path.handovers:
        windows.setdefault(handover.parent, []).append(handover)
    return windows


def _ran_beside_others(groups: "Groups", handover: Handover) -> bool:
    return len(groups.tree.children[handover.parent]) > 1 and handover.child != NOBODY


def mark_doubts(segments: Iterable[Segment], doubts: Iterable[Doubt]) -> Iterator[Segment]:
    """Cut segments, in order of time, at the edges of doubts, and mark those within."""
    stretches = join_stretches((doubt.start_ns, doubt.end_ns) for doubt in doubts)
    position = 0
    for span, kind, start_ns, end_ns, _ in segments:
        while position < len(stretches) and stretches[position][1] <= start_ns:
            position += 1
        reached, at = start_ns, position
        while at < len(stretches) and stretches[at][0] < end_ns:
            first, last = max(stretches[at][0], reached), min(stretches[at][1], end_ns)
            if first > reached:
                yield Segment(span, kind, reached, first)
            yield Segment(span, kind, first, last, certain=False)
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


class Groups:
    """The children of every span, grouped by whether they ran at the same time."""

    def __init__(self, tree: SpanTree, times: Timeline) -> None:
        self.tree = tree
        self.times = times
        self._starts: dict[int, dict[int, int]] = {}
        self._edges: dict[int, tuple[list[int], list[int]]] = {}

    def start_of(self, child: int) -> int | None:
        """Say when the first of those began that ran beside a child; None if it ran alone."""
        parent = self.tree.parents[child]
        if parent not in self._starts:
            self._starts[parent] = self._group(parent)
        return self._starts[parent].get(child)

    def edges(self, parent: int) -> tuple[list[int], list[int]]:
        """List when the children of a span began, and when they ended, each in order."""
        if parent not in self._edges:
            children = self.tree.children[parent]
            self._edges[parent] = (
                sorted(self.times.starts[child] for child in children),
                sorted(self.times.ends[child] for child in children),
            )
        return self._edges[parent]

    def _group(self, parent: int) -> dict[int, int]:
        """Map each child that ran beside another to the start of the first of its group."""
        children = self.tree.children[parent]
        if len(children) < 2:
            return {}
        tree, times = self.tree, self.times
        stretches = sorted(
            (times.starts[child], answered_until(tree, times, child), child)
            for child in children
            if not is_detached(tree, times, child)
        )
        allowed = longest_overlap_ns(times, parent)
        starts: dict[int, int] = {}
        for group in _overlapping(stretches):
            if any(_is_beside(one, other, allowed) for one, other in pairwise(group)):
                starts.update((child, group[0][0]) for _, _, child in group)
        return starts


Stretch: TypeAlias = tuple[int, int, int]


def _overlapping(stretches: Sequence[Stretch]) -> Iterator[list[Stretch]]:
    """Yield those that overlap, or touch, each other together; in order of their starts."""
    group: list[Stretch] = []
    until = 0
    for stretch in stretches:
        if group and stretch[0] >= until:
            yield group
            group = []
        group.append(stretch)
        until = max(until, stretch[1]) if len(group) > 1 else stretch[1]
    if group:
        yield group


def _is_beside(one: Stretch, other: Stretch, allowed_ns: int) -> bool:
    """Say whether the second began long before the first had ended, or ended before it."""
    overlap = min(one[1], other[1]) - other[0]
    shorter = min(one[1] - one[0], other[1] - other[0])
    return overlap > min(allowed_ns, shorter // 2)


def _doubts_about(groups: Groups, handover: Handover) -> Iterator[Doubt]:
    times, child, later = groups.times, handover.child, handover.later
    parent, end = handover.parent, handover.end_ns
    if _something_else_ran(groups, handover):
        began = max(times.starts[handover.running], end)
        yield Doubt(parent, began, handover.next_ns, handover.running, later)
    if child == NOBODY:
        return
    began_beside = groups.start_of(child)
    if not _was_waited_for(groups, handover, began_beside):
        began = times.starts[child] if began_beside is None else began_beside
        yield Doubt(parent, began, end, child, later)
    elif end > times.ends[child]:
        yield Doubt(parent, times.ends[child], end, child, later)


def _something_else_ran(groups: Groups, handover: Handover) -> bool:
    """Say whether, in the time that was left to the parent, a child ran all along."""
    running, times = handover.running, groups.times
    if running == NOBODY or handover.later == NOBODY or _came_at_once(handover):
        return False
    return times.starts[running] + AT_ONCE_NS < handover.next_ns


def _was_waited_for(groups: Groups, handover: Handover, began_beside: int | None) -> bool:
    tree, times, child = groups.tree, groups.times, handover.child
    late = answered_until(tree, times, child) - handover.end_ns
    if late > 0 and tree.spans[child].kind == "server":
        return not tree.spans[handover.parent].error
    if began_beside is None:
        return late <= longest_overlap_ns(times, handover.parent)
    return late <= 0 and _came_at_once(handover) and not _might_be_another(groups, handover)


def _came_at_once(handover: Handover) -> bool:
    return handover.next_ns - handover.end_ns <= AT_ONCE_NS


def _might_be_another(groups: Groups, handover: Handover) -> bool:
    """Say whether a sibling ended so near that what came next may have waited for that."""
    if handover.later == NOBODY:
        return False
    _, ends = groups.edges(handover.parent)
    first = bisect_left(ends, handover.next_ns - AT_ONCE_NS)
    last = bisect_right(ends, handover.next_ns + AT_ONCE_NS)
    later_is_near = abs(groups.times.ends[handover.later] - handover.next_ns) <= AT_ONCE_NS
    return last - first > (2 if later_is_near else 1)


def _doubts_of_replies(
    groups: Groups, windows: Mapping[int, Sequence[Handover]]
) -> Iterator[Doubt]:
    """Doubt whether a sender waited for what the consumer of its message sent in its turn.

    If so, the sender went on when it was there: after the next stretch of its own, or of a span
    that only receives.
    """
    tree, times = groups.tree, groups.times
    for parent, handovers in windows.items():
        senders = [c for c in tree.children[parent] if tree.spans[c].kind == "producer"]
        for sender in senders:
            answers = [times.ends[answer] for answer in _answers_to(tree, sender)]
            own = sorted(_idle_ends(tree, handovers)) if answers else []
            for answer in answers:
                at = bisect_left(own, answer)
                if at < len(own):
                    yield Doubt(parent, times.ends[sender], own[at], sender)


def _answers_to(tree: SpanTree, sender: int) -> Iterator[int]:
    """Yield the messages that were sent anywhere beneath the consumers of a message."""
    waiting = [c for c in tree.children[sender] if tree.spans[c].kind == "consumer"]
    while waiting:
        span = waiting.pop()
        if tree.spans[span].kind == "producer":
            yield span
        waiting += tree.children[span]


def _idle_ends(tree: SpanTree, handovers: Sequence[Handover]) -> Iterator[int]:
    """Yield when a span's own stretches ended, and its leaves that received a message."""
    for each in handovers:
        if each.next_ns > each.end_ns:
            yield each.next_ns
        if each.child != NOBODY and tree.spans[each.child].kind == "consumer":
            yield each.end_ns


def _doubts_of_locks(groups: Groups, path: Path) -> Iterator[Doubt]:
    """Doubt a wait that ended the moment something beside it did: it may have waited for that."""
    tree, times = groups.tree, groups.times
    by_end = sorted((end, index) for index, end in enumerate(times.ends))
    for span in dict.fromkeys(segment.span for segment in path.segments):
        end = times.ends[span]
        if tree.children[span] or times.duration(span) <= AT_ONCE_NS:
            continue
        first = bisect_left(by_end, (end - AT_ONCE_NS, NOBODY))
        last = bisect_left(by_end, (end, len(by_end)))
        others = [index for _, index in by_end[first:last] if index != span]
        yield from _locks_held_by(groups, span, others)


def _locks_held_by(groups: Groups, span: int, others: Sequence[int]) -> Iterator[Doubt]:
    tree, times = groups.tree, groups.times
    branches = _branches_above(tree, span)
    for other in others:
        branch = other
        while (parent := tree.parents[branch]) not in branches and parent != NOBODY:
            branch = parent
        if parent == NOBODY or branches[parent] == NOBODY or other in branches:
            continue
        ours = branches[parent]
        if times.starts[other] < times.ends[span] and times.ends[branch] > times.starts[ours]:
            began = min(times.starts[branch], times.starts[ours])
            yield Doubt(parent, began, times.ends[span], branch)
            return


def _branches_above(tree: SpanTree, span: int) -> dict[int, int]:
    """Map every span above one, and itself, to the child that leads down to it."""
    branches, below = {span: NOBODY}, span
    while (above := tree.parents[below]) != NOBODY:
        branches[above] = below
        below = above
    return branches
