"""Waits for a lock that something beside held: they end the moment the other lets it go."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from tracing_sandbox.traces.measuring.clocks import Timeline
from tracing_sandbox.traces.measuring.kinship import AT_ONCE_NS, called, is_call, likeness
from tracing_sandbox.traces.measuring.tree import NOBODY, SpanTree

# Of calls to the waiter's target that ended while it waited, as many as would be at once before its
# end by mere chance in one of 100 cases.
CHANCE = 100
# How far up the span is looked for under which both run, and at how many others.
MOST_LEVELS = 100
MOST_OTHERS = 8


class Holder(NamedTuple):
    """Who let a lock go when a wait ended: the way down to it, from a span above both.

    `branch` is the child of `parent` that leads down to the waiter. `is_certain` is false where the
    two may have ended together by chance.
    """

    parent: int
    branch: int
    way: Sequence[int]
    end_ns: int
    is_certain: bool


class Locks:
    """Finds who held what a span waited for."""

    def __init__(self, tree: SpanTree, times: Timeline) -> None:
        self._tree = tree
        self._times = times
        self._all: list[tuple[int, int]] = []
        self._calls: dict[str, list[tuple[int, int]]] | None = None

    def holder_of(self, waiter: int) -> Holder | None:
        """Find who let a lock go at once before a span without children ended."""
        if self._times.duration(waiter) <= AT_ONCE_NS:
            return None
        target = called(self._tree.spans[waiter]) if is_call(self._tree, waiter) else ""
        found = list(self._candidates(waiter, target))
        certain = [each for each in found if each.is_certain]
        return certain[0] if len(certain) == 1 else next(iter(found), None)

    def _candidates(self, waiter: int, target: str) -> Iterator[Holder]:
        calls = self._calls_to(target) if target else self._ends()
        end = self._times.ends[waiter]
        first = bisect_left(calls, (end - AT_ONCE_NS, NOBODY))
        last = bisect_left(calls, (end, NOBODY))
        others = [span for _, span in islice(calls, first, min(last, first + MOST_OTHERS))]
        for other in others:
            way = self._way_to(other, waiter)
            if way is not None:
                parent, branch, down = way
                certain = bool(target) and self._let_go(waiter, other, calls)
                yield Holder(parent, branch, down, self._times.ends[other], certain)

    def _let_go(self, waiter: int, other: int, calls: Sequence[tuple[int, int]]) -> bool:
        """Say whether a call ended what the waiter asked for, and hardly by chance."""
        tree, times = self._tree, self._times
        asked, start = likeness(tree.spans[waiter]), times.starts[other]
        if tree.children[other] or likeness(tree.spans[other]) == asked:
            return False
        while_waiting = bisect_left(calls, (times.ends[waiter], NOBODY)) - bisect_left(
            calls, (times.starts[waiter], NOBODY)
        )
        if while_waiting * AT_ONCE_NS * CHANCE > times.duration(waiter):
            return False
        siblings = tree.children[tree.parents[other]]
        return any(
            times.ends[each] <= start and likeness(tree.spans[each])[1:] == asked[1:]
            for each in siblings
        )

    def _way_to(self, other: int, waiter: int) -> tuple[int, int, list[int]] | None:
        """Climb from both to the span above them, if they ran side by side."""
        tree, times = self._tree, self._times
        branches = dict(islice(_branches_above(tree, waiter), MOST_LEVELS))
        way = [other]
        while (parent := tree.parents[way[-1]]) not in branches:
            if parent == NOBODY or len(way) > MOST_LEVELS:
                return None
            way.append(parent)
        branch = branches[parent]
        if branch == NOBODY or other in branches or times.ends[way[-1]] <= times.starts[branch]:
            return None
        return parent, branch, way[::-1]

    def _ends(self) -> list[tuple[int, int]]:
        if not self._all:
            self._all = sorted((end, span) for span, end in enumerate(self._times.ends))
        return self._all

    def _calls_to(self, target: str) -> list[tuple[int, int]]:
        if self._calls is None:
            self._calls = {}
            for end, span in self._ends():
                if is_call(self._tree, span) and not self._tree.children[span]:
                    self._calls.setdefault(called(self._tree.spans[span]), []).append((end, span))
        return self._calls.get(target, [])


def _branches_above(tree: SpanTree, span: int) -> Iterator[tuple[int, int]]:
    """Yield a span and all above it, each with the child that leads down to the span."""
    below = NOBODY
    while span != NOBODY:
        yield span, below
        below, span = span, tree.parents[span]
