"""The time of a span that no child of it covers; a column of the table, apart from the path."""

from collections.abc import Sequence

from tracing_sandbox.traces.measuring.clocks import Timeline
from tracing_sandbox.traces.measuring.tree import SpanTree


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
