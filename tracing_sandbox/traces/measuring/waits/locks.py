"""Waits for a lock that something beside held: they end the moment the other lets it go."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeAlias

from tracing_sandbox.traces.measuring.clocks import Timeline
from tracing_sandbox.traces.measuring.kinship import AT_ONCE_NS, called, is_call
from tracing_sandbox.traces.measuring.tree import NOBODY, SpanTree
from tracing_sandbox.traces.measuring.waits.waker import Waker, fork_above

# So seldom may calls to the waiter's target have ended while it waited that one of them would do so
# at once before the end of the wait by mere chance in at most one of 100 cases.
CHANCE = 100
# At how many that ended at once before a wait it is worth to look.
MOST_OTHERS = 8

Ends: TypeAlias = list[tuple[int, int]]


class Locks:
    """Finds who held what a span waited for."""

    def __init__(self, tree: SpanTree, times: Timeline) -> None:
        self._tree = tree
        self._times = times
        self._ends: Ends = []
        self._calls: dict[str, Ends] = {}

    def waker_of(self, waiter: int) -> Waker | None:
        """Find who let a lock go at once before a span without children ended."""
        if self._times.duration(waiter) <= AT_ONCE_NS:
            return None
        found = list(self._candidates(waiter))
        certain = [each for each in found if each.is_certain]
        return certain[0] if len(certain) == 1 else next(iter(found), None)

    def _candidates(self, waiter: int) -> Iterator[Waker]:
        """Yield those that ended at once before: calls to the same target, where that is known."""
        tree, end = self._tree, self._times.ends[waiter]
        target = called(tree.spans[waiter]) if is_call(tree, waiter) else ""
        ends = self._all_ends()
        if target:
            ends = self._calls.get(target, [])
        first, last = (
            bisect_left(ends, (end - AT_ONCE_NS, NOBODY)),
            bisect_left(ends, (end, NOBODY)),
        )
        for ended, other in islice(ends, first, min(last, first + MOST_OTHERS)):
            fork = fork_above(tree, self._times, waiter, other)
            if fork is not None:
                is_certain = bool(target) and self._let_go(waiter, other, ends)
                yield Waker(*fork, ended, is_certain)

    def _let_go(self, waiter: int, other: int, calls: Sequence[tuple[int, int]]) -> bool:
        """Say whether a call ended what its sibling had asked for in the words of the waiter."""
        spans, ends = self._tree.spans, self._times.ends
        words = spans[waiter].name
        if spans[other].name == words or not self._is_rare(waiter, calls):
            return False
        start, siblings = self._times.starts[other], self._tree.children[self._tree.parents[other]]
        return any(ends[each] <= start and spans[each].name == words for each in siblings)

    def _is_rare(self, waiter: int, calls: Sequence[tuple[int, int]]) -> bool:
        start, end = self._times.starts[waiter], self._times.ends[waiter]
        ended = bisect_left(calls, (end, NOBODY)) - bisect_left(calls, (start, NOBODY))
        return ended * AT_ONCE_NS * CHANCE <= end - start

    def _all_ends(self) -> Ends:
        """Sort all spans by their ends, and the calls to each target as well."""
        if not self._ends:
            tree = self._tree
            self._ends = sorted((end, span) for span, end in enumerate(self._times.ends))
            for each in self._ends:
                span = each[1]
                if not tree.children[span] and is_call(tree, span):
                    self._calls.setdefault(called(tree.spans[span]), []).append(each)
        return self._ends
