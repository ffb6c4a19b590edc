"""A trace as it would have been if some of its work had been shorter; `prediction` asks for it.

The critical path says what the root waited for as it was. With something on it shortened, the path
may lead through what ran beside. So every span is placed anew: what a span began, it began after
all that had ended by then, and the time between is its own and stays as long as it was.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from tracing_sandbox.traces.measuring.analysis import Analysis, analyse, name_addresses
from tracing_sandbox.traces.measuring.clocks import Timeline
from tracing_sandbox.traces.measuring.kinship import (
    answered_until,
    is_detached,
    longest_overlap_ns,
    server_of,
)
from tracing_sandbox.traces.measuring.tree import SpanTree


class Cut(NamedTuple):
    """A stretch of a span's own time of which `kept` parts of `whole` would remain."""

    start_ns: int
    end_ns: int
    kept: int
    whole: int

    def saved_ns(self, start_ns: int, end_ns: int) -> int:
        """Say what of the time between would be saved."""
        overlap_ns = max(0, min(end_ns, self.end_ns) - max(start_ns, self.start_ns))
        return overlap_ns - overlap_ns * self.kept // self.whole


Cuts: TypeAlias = Mapping[int, Sequence[Cut]]


def shorten(analysis: Analysis, cuts: Cuts) -> Analysis:
    """Measure the trace that would have been left; cuts belong to spans, by their index."""
    tree, times = analysis.tree, analysis.times
    moved = _Replay(tree, times, cuts).spans()
    spans = tuple(
        replace(span, start_ns=start - shift, end_ns=end - shift)
        for span, shift, (start, end) in zip(tree.spans, times.shifts, moved, strict=True)
    )
    return name_addresses(analyse(replace(analysis.trace, spans=spans)), analysis.names)


class _Event(NamedTuple):
    """A child ends or begins, in the time of its parent; of two at once an end comes first.

    Whoever ends before its child has is left by it, as far as that was by then.
    """

    at_ns: int
    order: int
    child: int


ENDS, BEGINS, ENDS_AT_ONCE, IS_LEFT = range(4)


class _Replay:
    """Lets everything happen again, the innermost first: how long a span lasts hangs on those."""

    def __init__(self, tree: SpanTree, times: Timeline, cuts: Cuts) -> None:
        self._tree = tree
        self._times = times
        self._cuts = cuts
        self._lasts = [times.duration(span) for span in range(len(tree.spans))]
        self._begins = [0] * len(tree.spans)

    def spans(self) -> list[tuple[int, int]]:
        """Give start and end of every span; those outside of the explained tree stay."""
        for span in reversed(self._tree.main_order):
            self._place_children(span)
        starts = list(self._times.starts)
        for span in self._tree.main_order[1:]:
            starts[span] = starts[self._tree.parents[span]] + self._begins[span]
        return [(start, start + lasts) for start, lasts in zip(starts, self._lasts, strict=True)]

    def _place_children(self, span: int) -> None:
        """Place what happens in a span, and say how long it lasts."""
        start, end = self._times.starts[span], self._times.ends[span]
        events = sorted(self._events(span))
        within = [event for event in events if event.at_ns <= end]
        before, now = self._place(span, within, start, 0)
        self._lasts[span] = max(now + self._own_ns(span, before, end), 0)
        self._place(span, events[len(within) :], end, self._lasts[span])

    def _place(self, span: int, events: Sequence[_Event], before: int, now: int) -> tuple[int, int]:
        """Place events one after another; return the last moment of them, as it was and is now."""
        for at_ns, order, child in events:
            if order == BEGINS:
                self._begins[child] = max(now + self._own_ns(span, before, at_ns), 0)
                now, before = max(now, self._begins[child]), max(before, at_ns)
            elif order == IS_LEFT:
                now = max(now, self._begins[child] + self._worked_until_ns(child, at_ns))
                before = max(before, at_ns)
            else:
                now = max(now, self._begins[child] + self._answered_ns(child))
                before = max(before, answered_until(self._tree, self._times, child))
        return before, now

    def _events(self, span: int) -> Iterator[_Event]:
        """Yield what happens in a span; a child that overlaps the next by a hair ended before."""
        tree, times = self._tree, self._times
        hair_ns, end = longest_overlap_ns(times, span), times.ends[span]
        for child in tree.children[span]:
            begins, ends = times.starts[child], answered_until(tree, times, child)
            yield _Event(begins, BEGINS, child)
            if ends <= end + hair_ns:
                hair_of_it_ns = min(hair_ns, (ends - begins) // 2)
                order = ENDS if ends > begins else ENDS_AT_ONCE
                yield _Event(min(ends - hair_of_it_ns, end), order, child)
            elif begins < end and not is_detached(tree, times, child):
                yield _Event(end, IS_LEFT, child)

    def _worked_until_ns(self, child: int, at_ns: int) -> int:
        """Say after what time a child would be as far as it was when its parent ended.

        What is saved beneath the child is taken to lie before that.
        """
        start, end = self._times.starts[child], self._times.ends[child]
        later_ns = sum(cut.saved_ns(at_ns, end) for cut in self._cuts.get(child, ()))
        saved_ns = end - start - self._lasts[child] - later_ns
        return max(at_ns - start - saved_ns, 0)

    def _own_ns(self, span: int, since_ns: int, until_ns: int) -> int:
        """Say how long a span's own work between two moments would take."""
        cuts = self._cuts.get(span, ())
        return until_ns - since_ns - sum(cut.saved_ns(since_ns, until_ns) for cut in cuts)

    def _answered_ns(self, child: int) -> int:
        """Say after what time a child would be done for its parent."""
        tree, times = self._tree, self._times
        if answered_until(tree, times, child) == times.ends[child]:
            return self._lasts[child]
        server = server_of(tree, child)
        return max(self._lasts[child], self._begins[server] + self._lasts[server])
