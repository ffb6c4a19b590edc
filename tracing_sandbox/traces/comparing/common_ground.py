"""What two traces of different operations share: both are cut down to it, and compared there."""

from collections import Counter
from dataclasses import replace

from tracing_sandbox.traces.measuring.analysis import Analysis, analyse
from tracing_sandbox.traces.measuring.kinship import Likeness, likeness
from tracing_sandbox.traces.measuring.tree import SpanTree
from tracing_sandbox.traces.reading.trace import Trace


def find_shared(one: Analysis, other: Analysis) -> Likeness | None:
    """Find the operation, of some spans, that both traces have once; the highest in the second."""
    shared = _once(one.tree) & _once(other.tree)
    names = (likeness(other.tree.spans[index]) for index in other.tree.main_order)
    return next((alike for alike in names if alike in shared), None)


def _once(tree: SpanTree) -> set[Likeness]:
    counts = Counter(likeness(tree.spans[index]) for index in tree.main_order)
    some = {likeness(tree.spans[index]) for index in tree.main_order if tree.children[index]}
    return {alike for alike in some if counts[alike] == 1}


def cut_down(analysis: Analysis, alike: Likeness) -> Analysis:
    """Analyse what a trace did in one of its operations, as if that were all."""
    tree = analysis.tree
    top = next(index for index in tree.main_order if likeness(tree.spans[index]) == alike)
    beneath = [top]
    for index in beneath:
        beneath.extend(tree.children[index])
    first = replace(tree.spans[top], parent_id=None)
    spans = (first, *(tree.spans[index] for index in beneath[1:]))
    return analyse(Trace(analysis.trace.trace_id, spans))
