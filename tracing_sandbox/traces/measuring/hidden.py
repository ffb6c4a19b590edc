"""The stretches of a trace that missing spans hide; what lies there is not judged.

A tree whose parent is missing shows that something unseen ran at that time, below a span that is
seen. So a segment of the path that overlaps such a tree may really belong to the missing span.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.clocks import TOLERANCE_NS
from tracing_sandbox.traces.measuring.critical_path import Segment, walk_critical_path
from tracing_sandbox.traces.measuring.doubt import join_stretches
from tracing_sandbox.traces.measuring.part import Charge, account
from tracing_sandbox.traces.measuring.tree import NOBODY


@dataclass(frozen=True, slots=True)
class Sight:
    """What can be told of an incomplete trace.

    `charges` are those of the segments that nothing hides, `hidden_ns` is the time of the others,
    and `beneath` says what the cut-off trees within that time took, most first.
    """

    charges: Sequence[Charge]
    hidden_ns: int = 0
    beneath: Sequence[Charge] = ()
    veils: Sequence[tuple[int, int]] = ()

    def hides(self, start_ns: int, end_ns: int) -> bool:
        """Say whether missing spans hide something of this stretch."""
        return any(start < end_ns and end > start_ns for start, end in self.veils)


def look_at(analysis: Analysis) -> Sight:
    """Tell the certain part of the critical path from the hidden one."""
    if not (analysis.tree.orphans or analysis.tree.cut or analysis.times.unfinished):
        return Sight(analysis.charges)
    heads, times = _cut_off(analysis), analysis.times
    stretches = [(times.starts[head], times.ends[head]) for head in heads]
    stretches.extend(_still_running(analysis))
    if _is_out_of_time(analysis):
        stretches.append((times.starts[analysis.tree.main], times.ends[analysis.tree.main]))
    if not stretches:
        return Sight(analysis.charges)
    veils = join_stretches(stretches)
    certain, hidden = _divide(analysis.segments, veils)
    beneath = [s for head in heads for s in walk_critical_path(analysis.tree, times, head).segments]
    return Sight(
        charges=account(analysis.tree, certain, analysis.names),
        hidden_ns=sum(segment.end_ns - segment.start_ns for segment in hidden),
        beneath=account(analysis.tree, beneath, analysis.names),
        veils=veils,
    )


def _cut_off(analysis: Analysis) -> list[int]:
    """List the heads without their parent whose time overlaps that of the explained root."""
    tree, times = analysis.tree, analysis.times
    start, end = times.starts[tree.main], times.ends[tree.main]
    return [
        head
        for head in (*tree.orphans, *tree.cut)
        if head != tree.main and times.starts[head] <= end and times.ends[head] >= start
    ]


def _still_running(analysis: Analysis) -> Iterator[tuple[int, int]]:
    """Yield the time in which a span may have gone on of which no end is known."""
    tree, times = analysis.tree, analysis.times
    for span in times.unfinished:
        parent = tree.parents[span]
        if parent != NOBODY and times.ends[span] < times.ends[parent]:
            yield times.ends[span], times.ends[parent]


def _is_out_of_time(analysis: Analysis) -> bool:
    """Say whether a tree without its parent is of another clock than the explained root.

    It lies outside of the root's time, and is of another service: nobody knows what it hides.
    What a consumer does may well come later.
    """
    tree, times = analysis.tree, analysis.times
    start, end = times.starts[tree.main], times.ends[tree.main]
    return any(
        (times.starts[head] < start - TOLERANCE_NS or times.ends[head] > end + TOLERANCE_NS)
        and tree.spans[head].service != tree.spans[tree.main].service
        and tree.spans[head].kind != "consumer"
        for head in tree.orphans
        if head != tree.main
    )


def _divide(
    segments: Sequence[Segment], veils: Sequence[tuple[int, int]]
) -> tuple[list[Segment], list[Segment]]:
    """Split segments, which are in order of time, by whether they overlap one of the veils."""
    certain: list[Segment] = []
    hidden: list[Segment] = []
    position = 0
    for segment in segments:
        while position < len(veils) and veils[position][1] <= segment.start_ns:
            position += 1
        overlaps = position < len(veils) and veils[position][0] < segment.end_ns
        (hidden if overlaps else certain).append(segment)
    return certain, hidden
