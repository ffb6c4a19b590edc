"""Clocks that disagree, made to agree for the walk and the drawing; between tree and path.

A SERVER span must lie within the span that called it. Where it cannot, the clocks of the two
services differ: its whole subtree is shifted into the caller's window, and the shift is noted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tracing_sandbox.traces.measuring.tree import NOBODY, SpanTree
from tracing_sandbox.traces.reading.span import Span

TOLERANCE_NS = 1_000_000
LATE_FINISH_NS = 10_000_000


@dataclass(frozen=True, slots=True)
class Timeline:
    """Start and end of every span on one clock; `shifts` says by how much each was moved.

    A span of `unfinished` has not ended: it counts up to the latest end beneath it.
    """

    starts: Sequence[int]
    ends: Sequence[int]
    shifts: Sequence[int]
    skewed: Sequence[int]
    unfinished: Sequence[int] = ()

    def duration(self, index: int) -> int:
        """Say how long a span took; shifting does not change that."""
        return self.ends[index] - self.starts[index]


def align_clocks(tree: SpanTree) -> Timeline:
    """Place every span in time; where no clock is wrong, this is what the spans say themselves."""
    shifts, skewed = _find_shifts(tree)
    if any(shifts):
        starts = [span.start_ns + shift for span, shift in zip(tree.spans, shifts, strict=True)]
        ends = [span.end_ns + shift for span, shift in zip(tree.spans, shifts, strict=True)]
    else:
        starts, ends = [s.start_ns for s in tree.spans], [s.end_ns for s in tree.spans]
    unfinished = [index for index, span in enumerate(tree.spans) if span.unfinished]
    if unfinished:
        _let_run_on(tree, ends, unfinished)
    return Timeline(starts, ends, shifts, skewed, unfinished)


def _find_shifts(tree: SpanTree) -> tuple[list[int], list[int]]:
    """Say by how much each span must be moved, and where a clock differs from the caller's."""
    shifts = [0] * len(tree.spans)
    skewed = []
    for index in tree.order:
        parent = tree.parents[index]
        if parent == NOBODY:
            continue
        span, shift = tree.spans[index], shifts[parent]
        if span.kind == "server":
            shifts[index] = _shift_of(span, tree.spans[parent], shift)
            if shifts[index] != shift and shifts[index]:
                skewed.append(index)
        elif shift:
            shifts[index] = shift
    return shifts, skewed


def _let_run_on(tree: SpanTree, ends: list[int], unfinished: Sequence[int]) -> None:
    """Let each span that has not ended last until the latest end beneath it."""
    latest = list(ends)
    for index in reversed(tree.order):
        parent = tree.parents[index]
        if parent != NOBODY:
            latest[parent] = max(latest[parent], latest[index])
    for index in unfinished:
        ends[index] = latest[index]


def _shift_of(span: Span, caller: Span, shift: int) -> int:
    """Say by how much a server's span must be moved, given by how much its caller is."""
    if not _has_another_clock(span, caller):
        return shift
    for candidate in (shift, 0):
        if _fits(span, candidate, caller, shift):
            return candidate
    slack = caller.duration_ns - span.duration_ns
    return caller.start_ns + shift + max(slack, 0) // 2 - span.start_ns


def _has_another_clock(span: Span, caller: Span) -> bool:
    """Say whether a server was timed by another machine than its caller, as far as they tell."""
    if caller.kind != "client" and span.service == caller.service:
        return False
    host = span.resource.get("host.name")
    return host is None or host != caller.resource.get("host.name")


def _fits(span: Span, shift: int, caller: Span, caller_shift: int) -> bool:
    """Say whether a call can have been like this: begun after it was made, and waited for.

    A caller that failed may have given up, and one that is shorter cannot have waited.
    """
    early = caller.start_ns + caller_shift - span.start_ns - shift
    late = span.end_ns + shift - caller.end_ns - caller_shift
    if early > TOLERANCE_NS:
        return False
    if caller.unfinished or caller.error or late <= max(LATE_FINISH_NS, caller.duration_ns // 100):
        return True
    begun_after_the_end = span.start_ns + shift >= caller.end_ns + caller_shift
    return span.duration_ns > caller.duration_ns and not begun_after_the_end
