"""What a request leaves behind: work whose parent ended without waiting for it."""

from collections.abc import Mapping

from tracing_sandbox.traces.measuring.clocks import Timeline
from tracing_sandbox.traces.measuring.kinship import is_detached
from tracing_sandbox.traces.measuring.tree import NOBODY, SpanTree


def left_behind(tree: SpanTree, times: Timeline) -> Mapping[int, int]:
    """Map each span of the explained tree that nothing waited for to the topmost such above it.

    A consumer's span is no such work: whoever sends a message does not mean to wait.
    """
    tops: dict[int, int] = {}
    for span in tree.main_order:
        parent = tree.parents[span]
        if parent in tops:
            tops[span] = tops[parent]
        elif parent != NOBODY and _is_left(tree, times, span):
            tops[span] = span
    return tops


def _is_left(tree: SpanTree, times: Timeline, span: int) -> bool:
    return tree.spans[span].kind != "consumer" and is_detached(tree, times, span)
