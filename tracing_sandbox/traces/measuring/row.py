"""One span as a row of the drawn tree, with its figures; terminal, page and JSON show rows."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.clocks import Timeline
from tracing_sandbox.traces.measuring.critical_path import Segment
from tracing_sandbox.traces.measuring.tree import NOBODY, SpanTree
from tracing_sandbox.traces.reading.span import Span


class Row(NamedTuple):
    """A span in the order of the tree; times in nanoseconds, starts since the root's start.

    `depth` is 0 for a span without a parent here. `path` are its own stretches of the critical
    path, as (start, end), and `doubt` those of them that nothing may have waited for. `shift_ns` is
    by how much its clock was corrected. `apart` says that it belongs to another tree than the
    explained one, such as one whose parent is missing; `cut` that its parent is among its
    descendants, so that the tree was cut there; `unread` that its parent could not be read.
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
    return "what called it could not be read" if row.unread else "what called it is missing"


def build_rows(analysis: Analysis) -> tuple[Row, ...]:
    """Put every span in the order of the tree: the explained one first, then the rest by start."""
    tree, times = analysis.tree, analysis.times
    own = self_times(tree, times)
    origin = times.starts[tree.main]
    paths = _paths(analysis.segments, origin)
    doubts = _paths([each for each in analysis.segments if not each.certain], origin)
    cut = set(tree.cut)
    unread = {bad.span_id for bad in analysis.trace.bad_spans}
    depths = [0] * len(tree.spans)
    rows = []
    for place, index in enumerate(tree.order):
        parent = tree.parents[index]
        depths[index] = 0 if parent == NOBODY else depths[parent] + 1
        row = Row(
            span=tree.spans[index],
            depth=depths[index],
            start_ns=times.starts[index] - origin,
            duration_ns=times.duration(index),
            self_ns=own[index],
            path=paths.get(index, ()),
            shift_ns=times.shifts[index],
            apart=place >= tree.main_size,
            cut=index in cut,
            doubt=doubts.get(index, ()),
            unread=tree.spans[index].parent_id in unread,
        )
        rows.append(row)
    return tuple(rows)


def _paths(segments: Iterable[Segment], origin: int) -> dict[int, list[tuple[int, int]]]:
    paths: dict[int, list[tuple[int, int]]] = {}
    for span, _, start_ns, end_ns, _ in segments:
        paths.setdefault(span, []).append((start_ns - origin, end_ns - origin))
    return paths


def self_times(tree: SpanTree, times: Timeline) -> list[int]:
    """Give every span's duration less the union of its children, clipped to the span."""
    return [
        times.duration(index) - _covered(children, times, index)
        for index, children in enumerate(tree.children)
    ]


def _covered(children: Sequence[int], times: Timeline, parent: int) -> int:
    if not children:
        return 0
    covered, reached, last = 0, times.starts[parent], times.ends[parent]
    for start, end in sorted((times.starts[child], times.ends[child]) for child in children):
        start, end = max(start, reached), min(end, last)
        if start < end:
            covered += end - start
            reached = end
    return covered
