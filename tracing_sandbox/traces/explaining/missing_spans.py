"""What a trace lacks, in words; the answer to an incomplete one says it."""

from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.part import label


def what_is_missing(analysis: Analysis) -> str:
    """Say in one clause which spans are lost, could not be read, or have not ended."""
    tree, bad_ids = analysis.tree, {bad.span_id for bad in analysis.trace.bad_spans}
    unreadable = len(analysis.trace.bad_spans)
    lost = [_what_has_not_ended(analysis)] if analysis.times.unfinished else []
    if tree.orphans:
        first = tree.main if tree.main in tree.orphans else tree.orphans[0]
        name = label(tree.spans[first].service, tree.spans[first].name)
        more = len({tree.spans[index].parent_id for index in tree.orphans}) - 1
        why = "could not be read" if tree.spans[first].parent_id in bad_ids else "is missing"
        lost.append(f"the parent of {name} {why}" + (f", and {more} more" if more else ""))
        unreadable -= why == "could not be read"
    if tree.cut:
        span = tree.spans[tree.cut[0]]
        lost.append(f"{label(span.service, span.name)} is its own ancestor")
    if unreadable:
        lost.append(f"{unreadable} span{'s' if unreadable > 1 else ''} could not be read")
    return " and ".join(lost)


def _what_has_not_ended(analysis: Analysis) -> str:
    spans, unfinished, main = analysis.tree.spans, analysis.times.unfinished, analysis.tree.main
    first = spans[main if main in unfinished else unfinished[0]]
    others = len(unfinished) - 1
    more = f", nor {'has' if others == 1 else 'have'} {others} more" if others else ""
    return f"{label(first.service, first.name)} has not ended{more}"
