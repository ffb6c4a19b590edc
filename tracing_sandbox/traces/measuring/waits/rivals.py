"""Children that ran beside each other, any of which their parent may have waited for."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tracing_sandbox.traces.measuring.clocks import Timeline
from tracing_sandbox.traces.measuring.kinship import (
    answered_until,
    is_detached,
    longest_overlap_ns,
)
from tracing_sandbox.traces.measuring.tree import SpanTree


class Stretch(NamedTuple):
    """When a child was at work for its parent."""

    start_ns: int
    end_ns: int
    child: int


class Rivals:
    """The children of every span, each with those that ended while it ran.

    What still ran when a child had ended is no rival of it: what came next did not wait for that.
    """

    def __init__(self, tree: SpanTree, times: Timeline) -> None:
        self.tree = tree
        self.times = times
        self._starts: dict[int, dict[int, int]] = {}
        self._ends: dict[int, list[int]] = {}

    def start_of(self, child: int) -> int | None:
        """Say when the first of a child's rivals, or of their rivals, began; None without any."""
        parent = self.tree.parents[child]
        if parent not in self._starts:
            self._starts[parent] = self._find(parent)
        return self._starts[parent].get(child)

    def ends(self, parent: int) -> list[int]:
        """List when the children of a span ended, in order."""
        if parent not in self._ends:
            ends = self.times.ends
            self._ends[parent] = sorted(ends[child] for child in self.tree.children[parent])
        return self._ends[parent]

    def _find(self, parent: int) -> dict[int, int]:
        tree, times = self.tree, self.times
        if len(tree.children[parent]) < 2:
            return {}
        stretches = [
            Stretch(times.starts[child], answered_until(tree, times, child), child)
            for child in tree.children[parent]
            if not is_detached(tree, times, child)
        ]
        stretches.sort(key=lambda one: (one.end_ns, not tree.spans[one.child].error, -one.child))
        return dict(_with_rivals(stretches, longest_overlap_ns(times, parent)))


def _with_rivals(stretches: Iterable[Stretch], allowed_ns: int) -> Iterator[tuple[int, int]]:
    """Yield each child during which another one ended, and when the first of its group began.

    The children come in order of their ends. `groups` are those so far that overlap, each with its
    first start and its last child.
    """
    groups: list[tuple[int, Stretch]] = []
    for stretch in stretches:
        began_ns = stretch.start_ns
        while groups and _is_beside(groups[-1][1], stretch, began_ns, allowed_ns):
            began_ns = min(began_ns, groups.pop()[0])
            yield stretch.child, began_ns
        groups.append((began_ns, stretch))


def _is_beside(earlier: Stretch, later: Stretch, began_ns: int, allowed_ns: int) -> bool:
    """Say whether a child ended long after the group of a later one had begun."""
    shorter = min(earlier.end_ns - earlier.start_ns, later.end_ns - later.start_ns)
    return earlier.end_ns - began_ns > min(allowed_ns, shorter // 2)
