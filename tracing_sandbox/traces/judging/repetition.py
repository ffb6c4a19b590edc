"""Many like calls one after another where one would do; one of the things `judge` looks for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.figures import MILLISECOND
from tracing_sandbox.traces.measuring.kinship import Likeness, likeness
from tracing_sandbox.traces.measuring.tree import NOBODY

FEWEST = 10
SHORTEST_NS = 50 * MILLISECOND


@dataclass(frozen=True, slots=True)
class Repetition:
    """Like children of one span on the critical path: how many, their time, and the longest."""

    count: int
    time_ns: int
    longest: int
    longest_ns: int


def find_repetition(
    analysis: Analysis, usual: Mapping[Likeness, int] | None = None
) -> Repetition | None:
    """Find the run of like siblings that is out of line, if there is one.

    The rule: at least 10 of them on the critical path, which together take a third of the time and
    50 ms, and none of them half of that. `usual` holds the most that a healthy trace had of each;
    then there must be half as many again.
    """
    least_ns = max(SHORTEST_NS, analysis.duration_ns // 3)
    found = [
        run
        for run in repetitions(analysis)
        if run.count >= FEWEST
        and run.time_ns >= least_ns
        and run.longest_ns * 2 < run.time_ns
        and not _is_usual(run, analysis, usual)
    ]
    return max(found, key=lambda run: (run.time_ns, -run.longest), default=None)


def _is_usual(run: Repetition, analysis: Analysis, usual: Mapping[Likeness, int] | None) -> bool:
    if usual is None:
        return False
    return run.count * 2 <= usual.get(likeness(analysis.tree.spans[run.longest]), 0) * 3


def repetitions(analysis: Analysis) -> Iterator[Repetition]:
    """Yield every run of two or more like siblings on the critical path."""
    tree = analysis.tree
    runs: dict[tuple[int, Likeness], list[tuple[int, int]]] = {}
    for index, time_ns in _times_beneath(analysis).items():
        parent = tree.parents[index]
        if parent != NOBODY and len(tree.children[parent]) > 1:
            key = (parent, likeness(tree.spans[index]))
            runs.setdefault(key, []).append((time_ns, -index))
    for times in runs.values():
        if len(times) > 1:
            longest_ns, longest = max(times)
            yield Repetition(len(times), sum(time for time, _ in times), -longest, longest_ns)


def _times_beneath(analysis: Analysis) -> dict[int, int]:
    """Add up the path's time in each span and below it, for the spans on the path."""
    tree = analysis.tree
    times: dict[int, int] = {}
    for segment in analysis.segments:
        times[segment.span] = times.get(segment.span, 0) + segment.end_ns - segment.start_ns
    for index in reversed(tree.main_order):
        parent = tree.parents[index]
        if index in times and parent != NOBODY:
            times[parent] = times.get(parent, 0) + times[index]
    return times
