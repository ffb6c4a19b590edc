"""One span as a row of the drawn tree, with its figures; terminal, page and JSON show rows."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.clocks import Timeline
from tracing_sandbox.traces.measuring.critical_path import Segment
from tracing_sandbox.traces.measuring.tree import NOBODY, SpanTree
from tracing_sandbox.traces.reading.span import Span

Stretches: TypeAlias = dict[int, list[tuple[int, int]]]


class Row(NamedTuple):
    """A span in the order of the tree; times in nanoseconds, starts since the root's start.

    `depth` is 0 for a span without a parent here. `path` are its own stretches of the critical
    path, as (start, end), and `doubt` those of them that nothing may have waited for. `shift_ns` is
    by how much its clock was corrected. `apart` says that it belongs to another tree than the
    explained one, such as one whose parent is missing; `cut` that its parent is among its
    descendants, so that the tree was cut there; `unread` that its parent could not be read;
    `entry` that a caller outside called it, which reported nothing.
    """

    span: Span
    depth: int
    start_ns: int
    duration_ns: int
    self_ns: int
    path: Sequence[tuple[int, int]]
    shift_ns: int
    apart: bool
    cut: bool = False
    doubt: Sequence[tuple[int, int]] = ()
    unread: bool = False
    entry: bool = False

    @property
    def on_path_ns(self) -> int:
        """Say how long the span itself was on the critical path."""
        return sum(end - start for start, end in self.path)


def why_apart(row: Row) -> str:
    """Say in a few words why a span begins a tree of its own; empty for one that does not."""
    if not row.apart or row.depth:
        return ""
    if row.cut:
        return "its own ancestor"
    if row.span.parent_id is None:
        return "another root"
    if row.entry:
        return "another request of the same caller"
    return "what called it could not be read" if row.unread else "what called it is missing"


def build_rows(analysis: Analysis) -> tuple[Row, ...]:
    """Put every span in the order of the tree: the explained one first, then the rest by start."""
    tree, times = analysis.tree, analysis.times
    spans, starts, ends, shifts = tree.spans, times.starts, times.ends, times.shifts
    own, depths, origin = self_times(tree, times), _depths(tree), starts[tree.main]
    cut, entries = set(tree.cut), set(tree.entries)
    paths, doubts = _paths(analysis.segments, origin)
    unread = {bad.span_id for bad in analysis.trace.bad_spans}
    rows = []
    for place, index in enumerate(tree.order):
        row = Row(
            spans[index],
            depths[index],
            starts[index] - origin,
            ends[index] - starts[index],
            own[index],
            paths.get(index, ()),
            shifts[index],
            place >= tree.main_size,
            index in cut,
            doubts.get(index, ()),
            spans[index].parent_id in unread,
            index in entries,
        )
        rows.append(row)
    return tuple(rows)


def _depths(tree: SpanTree) -> list[int]:
    depths = [0] * len(tree.spans)
    for index in tree.order:
        parent = tree.parents[index]
        if parent != NOBODY:
            depths[index] = depths[parent] + 1
    return depths


def _paths(segments: Iterable[Segment], origin: int) -> tuple[Stretches, Stretches]:
    """Map each span to its stretches of the path, and to those of them that are in doubt."""
    paths: Stretches = {}
    doubts: Stretches = {}
    for span, _, start_ns, end_ns, certain in segments:
        stretch = (start_ns - origin, end_ns - origin)
        paths.setdefault(span, []).append(stretch)
        if not certain:
            doubts.setdefault(span, []).append(stretch)
    return paths, doubts


def self_times(tree: SpanTree, times: Timeline) -> list[int]:
    """Give every span's duration less the union of its children, clipped to the span."""
    starts, ends = times.starts, times.ends
    own = [end - start for start, end in zip(starts, ends, strict=True)]
    reached = list(starts)
    for child in sorted(range(len(starts)), key=starts.__getitem__):
        parent = tree.parents[child]
        if parent == NOBODY:
            continue
        start, end = max(starts[child], reached[parent]), min(ends[child], ends[parent])
        if start < end:
            own[parent] -= end - start
            reached[parent] = end
    return own
