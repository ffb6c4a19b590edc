"""Waits for a lock that something beside held: they end the moment the other lets it go."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice

from tracing_sandbox.traces.measuring.clocks import Timeline
from tracing_sandbox.traces.measuring.kinship import AT_ONCE_NS, called, is_call
from tracing_sandbox.traces.measuring.tree import NOBODY, SpanTree
from tracing_sandbox.traces.measuring.waits.waker import Waker, fork_above

# So seldom may calls to the waiter's target have ended while it waited that one of them would do so
# at once before the end of the wait by mere chance in at most one of 100 cases.
CHANCE = 100
# At how many that ended at once before a wait it is worth to look.
MOST_OTHERS = 8


class Locks:
    """Finds who held what a span waited for."""

    def __init__(self, tree: SpanTree, times: Timeline) -> None:
        self._tree = tree
        self._times = times
        self._by_end: list[int] = []
        self._calls: dict[str, list[int]] = {}
        self._names: dict[int, dict[str, tuple[int, int]]] = {}

    def waker_of(self, waiter: int) -> Waker | None:
        """Find who let a lock go at once before a span without children ended."""
        if self._times.duration(waiter) <= AT_ONCE_NS:
            return None
        found = list(self._candidates(waiter))
        certain = [each for each in found if each.is_certain]
        return certain[0] if len(certain) == 1 else next(iter(found), None)

    def _candidates(self, waiter: int) -> Iterator[Waker]:
        """Yield those that ended at once before: calls to the same target, where that is known."""
        tree, ends = self._tree, self._times.ends
        target = called(tree.spans[waiter]) if is_call(tree, waiter) else ""
        calls = self._calls_to(target) if target else self._all()
        first = bisect_left(calls, ends[waiter] - AT_ONCE_NS, key=ends.__getitem__)
        for other in islice(calls, first, first + MOST_OTHERS):
            if ends[other] >= ends[waiter]:
                return
            fork = fork_above(tree, self._times, waiter, other)
            if fork is not None:
                is_certain = bool(target) and self._let_go(waiter, other, calls)
                yield Waker(*fork, ends[other], is_certain)

    def _let_go(self, waiter: int, other: int, calls: Sequence[int]) -> bool:
        """Say whether both asked and let go in the same words, one after the other."""
        spans, times = self._tree.spans, self._times
        ask, release = spans[waiter].name, spans[other].name
        if ask == release or not self._is_rare(waiter, calls):
            return False
        first_asked, _ = self._uses(other).get(ask, (times.ends[other], 0))
        _, last_released = self._uses(waiter).get(release, (0, NOBODY))
        return first_asked <= times.starts[other] and last_released >= times.ends[waiter]

    def _uses(self, span: int) -> dict[str, tuple[int, int]]:
        """Map the names of a span's siblings to the first end and the last start of such a one."""
        parent, starts, ends = self._tree.parents[span], self._times.starts, self._times.ends
        if parent not in self._names:
            names = self._names[parent] = {}
            for each in self._tree.children[parent]:
                name = self._tree.spans[each].name
                first, last = names.get(name, (ends[each], starts[each]))
                names[name] = (min(first, ends[each]), max(last, starts[each]))
        return self._names[parent]

    def _is_rare(self, waiter: int, calls: Sequence[int]) -> bool:
        start, end, ends = self._times.starts[waiter], self._times.ends[waiter], self._times.ends
        before, until = (bisect_left(calls, at, key=ends.__getitem__) for at in (start, end))
        return (until - before) * AT_ONCE_NS * CHANCE <= end - start

    def _all(self) -> list[int]:
        if not self._by_end:
            self._by_end = sorted(range(len(self._tree.spans)), key=self._times.ends.__getitem__)
        return self._by_end

    def _calls_to(self, target: str) -> list[int]:
        if not self._calls:
            for span in self._all():
                if not self._tree.children[span] and is_call(self._tree, span):
                    self._calls.setdefault(called(self._tree.spans[span]), []).append(span)
        return self._calls[target]
