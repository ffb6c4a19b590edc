"""What a path cannot know, in words: of whom it is not told whether they waited."""

from dataclasses import replace

from tracing_sandbox.traces.judging.blame import Blame
from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.doubt import Doubt
from tracing_sandbox.traces.measuring.part import label
from tracing_sandbox.traces.measuring.tree import NOBODY
from tracing_sandbox.traces.reading.span import Span


def doubt_of(analysis: Analysis, span: Span) -> str:
    """Say on what it hangs that a span is to be counted, as a clause after a comma."""
    waiter = _waiter_for(analysis, span)
    if not waiter:
        return "as far as the spans tell that are here"
    return f"if {waiter} waited for it, which cannot be told"


def add_doubt(analysis: Analysis, blame: Blame) -> Blame:
    """Say in the sentence of a blame as well what cannot be told of it."""
    waiter = "" if blame.certain else _waiter_for(analysis, blame.span)
    if not waiter:
        return blame
    sentence = f"{blame.sentence} Whether {waiter} waited for it cannot be told."
    return replace(blame, sentence=sentence)


def _waiter_for(analysis: Analysis, span: Span) -> str:
    """Name who may have waited for a span that is in doubt; empty if none is."""
    doubt = _doubt_about(analysis, span)
    if doubt is None:
        return ""
    spans = analysis.tree.spans
    later = spans[doubt.parent if doubt.later == NOBODY else doubt.later]
    return label(later.service, later.name)


def _doubt_about(analysis: Analysis, span: Span) -> Doubt | None:
    """Find the innermost doubt about a span on the path."""
    tree, times = analysis.tree, analysis.times
    if not analysis.doubts:
        return None
    index = next((each for each in tree.main_order if tree.spans[each] is span), NOBODY)
    above = set()
    while index != NOBODY:
        above.add(index)
        index = tree.parents[index]
    about = [
        doubt
        for doubt in analysis.doubts
        if doubt.parent in above
        and doubt.start_ns < times.ends[tree.main]
        and doubt.end_ns > span.start_ns + times.shifts[tree.main]
    ]
    return min(about, key=lambda doubt: doubt.end_ns - doubt.start_ns, default=None)
