"""Work that healthy traces wait for and this one does not; one of the things `judge` looks for."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from tracing_sandbox.traces.judging.baseline import ENOUGH_TRACES, Baseline
from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.figures import MILLISECOND
from tracing_sandbox.traces.measuring.kinship import likeness
from tracing_sandbox.traces.measuring.leftover import left_behind
from tracing_sandbox.traces.measuring.tree import NOBODY

SHORTEST_NS = 2 * MILLISECOND


@dataclass(frozen=True, slots=True)
class Unawaited:
    """The span that was left behind and does what is usually waited for, and for how long it did.

    `usual` is the first operation of these in it, or itself; `late_ns` is how long after the answer
    it ended.
    """

    span: int
    usual: int
    late_ns: int


def find_unawaited(analysis: Analysis, baseline: Baseline) -> Unawaited | None:
    """Find the work that ended last after the answer, though healthy traces wait for such work.

    At least five of them all wait for it. What these leave behind as well is meant to be. The
    answer is the outermost server's: a client that began the trace may go on after it.
    """
    if baseline.count < ENOUGH_TRACES or not analysis.is_complete:
        return None
    left = left_behind(analysis.tree, analysis.times)
    first_usual = _first_usual(analysis, baseline, left) if left else {}
    if not first_usual:
        return None
    ends = analysis.times.ends
    span = max(first_usual, key=lambda each: ends[each])
    late_ns = ends[span] - ends[_outermost_server(analysis, span)]
    return Unawaited(span, first_usual[span], late_ns) if late_ns > SHORTEST_NS else None


def _outermost_server(analysis: Analysis, span: int) -> int:
    """Find the request in which a span was begun; the explained root where there is none."""
    tree, found = analysis.tree, analysis.tree.main
    while span != NOBODY:
        if tree.spans[span].kind == "server":
            found = span
        span = tree.parents[span]
    return found


def _first_usual(
    analysis: Analysis, baseline: Baseline, left: Mapping[int, int]
) -> Mapping[int, int]:
    """Map each span that was left behind to the first in it that the request lacks."""
    alike = {span: likeness(analysis.tree.spans[span]) for span in analysis.tree.main_order}
    awaited = Counter(alike[span] for span in alike if span not in left)
    first: dict[int, int] = {}
    for span, top in left.items():
        if awaited[alike[span]] < baseline.awaited.get(alike[span], 0):
            first.setdefault(top, span)
    return first
