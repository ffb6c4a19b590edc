"""Children that ran beside each other, any of which their parent may have waited for."""

from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from tracing_sandbox.traces.measuring.clocks import Timeline
from tracing_sandbox.traces.measuring.kinship import (
    AT_ONCE_NS,
    longest_overlap_ns,
)
from tracing_sandbox.traces.measuring.tree import SpanTree
from tracing_sandbox.traces.measuring.waits.window import Child


class Rivals:
    """The children of every span, each with those that ended while it ran.

    What still ran when a child had ended is no rival of it: what came next did not wait for that.
    `beside` holds the children of each span some of which ran at the same time, in order of their
    ends. `woken` are those that are known to have waited for one that ended at once before.
    """

    def __init__(
        self,
        tree: SpanTree,
        times: Timeline,
        beside: Mapping[int, Sequence[Child]],
        woken: Container[int],
    ) -> None:
        self.tree = tree
        self.times = times
        self.woken = woken
        self._beside = beside
        self._starts: dict[int, dict[int, int]] = {}
        self._group_starts: dict[int, dict[int, int]] = {}
        self._ends: dict[int, list[int]] = {}
        self._acts: dict[int, list[int]] = {}

    def start_of(self, child: int) -> int | None:
        """Say when the first of a child's rivals, or of their rivals, began; None without any."""
        parent = self.tree.parents[child]
        if parent not in self._starts:
            self._starts[parent] = self._find(parent)
        return self._starts[parent].get(child)

    def group_start_of(self, child: int) -> int:
        """Say when the first of all those began that overlap a child, or each other."""
        parent = self.tree.parents[child]
        if parent not in self._group_starts:
            children = self.tree.children[parent]
            stretches = [Stretch(self.times.starts[c], self.times.ends[c], c) for c in children]
            self._group_starts[parent] = dict(_with_group(sorted(stretches)))
        return self._group_starts[parent][child]

    def ends(self, parent: int) -> list[int]:
        """List when the children of a span ended, in order."""
        if parent not in self._ends:
            ends = self.times.ends
            self._ends[parent] = sorted(ends[child] for child in self.tree.children[parent])
        return self._ends[parent]

    def was_worked_beside(self, child: int) -> bool:
        """Say whether the parent began something, out of work of its own, while a child ran."""
        parent, starts = self.tree.parents[child], self.times.starts
        if parent not in self._acts:
            begun = sorted(starts[each] for each in self.tree.children[parent])
            self._acts[parent] = list(_not_at_once(begun, self.ends(parent)))
        acts = self._acts[parent]
        at = bisect_right(acts, starts[child] + AT_ONCE_NS)
        return at < len(acts) and acts[at] < self.times.ends[child]

    def _find(self, parent: int) -> dict[int, int]:
        if parent not in self._beside:
            return {}
        allowed_ns = longest_overlap_ns(self.times, parent)
        return dict(_with_rivals(self._beside[parent], self.times.starts, allowed_ns))


class Stretch(NamedTuple):
    """When a child was at work for its parent."""

    start_ns: int
    end_ns: int
    child: int


def _not_at_once(starts: Sequence[int], ends: Sequence[int]) -> Iterator[int]:
    """Yield the starts, of all in order, that came neither at once after another nor an end."""
    for before, start in pairwise((-AT_ONCE_NS, *starts)):
        ended = bisect_right(ends, start)
        if start - before > AT_ONCE_NS and (not ended or start - ends[ended - 1] > AT_ONCE_NS):
            yield start


def _with_group(stretches: Iterable[Stretch]) -> Iterator[tuple[int, int]]:
    """Yield each child, in order of the starts, and when the first of its group began."""
    began_ns = until_ns = 0
    for stretch in stretches:
        if stretch.start_ns >= until_ns:
            began_ns = stretch.start_ns
        until_ns = max(until_ns, stretch.end_ns)
        yield stretch.child, began_ns


def _with_rivals(
    children: Iterable[Child], starts: Sequence[int], allowed_ns: int
) -> Iterator[tuple[int, int]]:
    """Yield each child during which another one ended, and when the first of its group began.

    The children come in order of their ends. `groups` are those so far that overlap, each with its
    first start, and the end and the time of its last child.
    """
    groups: list[_Group] = []
    for end_ns, child in children:
        lasted_ns = end_ns - starts[child]
        group = _Group(starts[child], end_ns, lasted_ns, False)
        while groups and _are_beside(groups[-1], group, allowed_ns):
            group = _Group(min(group.start_ns, groups.pop().start_ns), end_ns, lasted_ns, True)
            yield child, group.start_ns
        groups.append(group)


class _Group(NamedTuple):
    start_ns: int
    end_ns: int
    lasted_ns: int
    are_several: bool


def _are_beside(earlier: _Group, later: _Group, allowed_ns: int) -> bool:
    """Say whether a group ended long after a later one had begun.

    By a hair they may overlap and be one after the other, but for those that ran beside others.
    """
    overlap = earlier.end_ns - later.start_ns
    if overlap <= 0:
        return False
    if earlier.are_several or later.are_several:
        return overlap > min(allowed_ns, AT_ONCE_NS)
    return overlap > min(allowed_ns, min(earlier.lasted_ns, later.lasted_ns) // 2)
