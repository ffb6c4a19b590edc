"""Many like calls one after another where one would do; one of the things `judge` looks for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.figures import MILLISECOND
from tracing_sandbox.traces.measuring.kinship import Likeness, is_call, likeness, server_of
from tracing_sandbox.traces.measuring.part import label, waited_for
from tracing_sandbox.traces.measuring.tree import NOBODY

Repeated: TypeAlias = tuple[Likeness, str]

FEWEST = 10
MOST_A_ROUND = 4
SHORTEST_NS = 50 * MILLISECOND


@dataclass(frozen=True, slots=True)
class Repetition:
    """Children of one span on the path that come again: how often, their time, the longest.

    `body` are those of the first round, one of each operation, in order of their start; `counts`
    says of a loop of several how often each came.
    """

    count: int
    time_ns: int
    longest: int
    longest_ns: int
    body: tuple[int, ...]
    counts: tuple[int, ...] = ()


def find_repetition(
    analysis: Analysis, usual: Mapping[Repeated, int] | None = None, *, spread: float = 1.5
) -> Repetition | None:
    """Find the run of like siblings that is out of line, if there is one, or the loop of several.

    The rule: at least 10 of them on the critical path, which together take a third of the time and
    50 ms, and none of them half of that. `usual` holds the most that a healthy trace had of each;
    then there must be more than `spread` times as many.
    """
    if max(map(len, analysis.tree.children)) < FEWEST:
        return None
    least_ns = max(SHORTEST_NS, analysis.duration_ns // 3)
    runs = [run for run in repetitions(analysis) if run.count >= FEWEST]
    found = [
        run
        for run in (*runs, *_loops(analysis, runs))
        if run.time_ns >= least_ns
        and run.longest_ns * 2 < run.time_ns
        and not _is_usual(run, analysis, usual, spread)
    ]
    return max(found, key=lambda run: (run.time_ns, -run.longest), default=None)


def _is_usual(
    run: Repetition, analysis: Analysis, usual: Mapping[Repeated, int] | None, spread: float
) -> bool:
    if usual is None:
        return False
    counts = [usual.get(what_repeats(analysis, span), 0) for span in run.body]
    return run.count <= min(counts) * spread


def repetitions(analysis: Analysis) -> Iterator[Repetition]:
    """Yield every run of two or more like siblings on the critical path."""
    tree = analysis.tree
    runs: dict[tuple[int, Repeated], list[tuple[int, int]]] = {}
    for index, time_ns in _times_beneath(analysis).items():
        parent = tree.parents[index]
        if parent != NOBODY and len(tree.children[parent]) > 1:
            key = (parent, what_repeats(analysis, index))
            runs.setdefault(key, []).append((time_ns, -index))
    for times in runs.values():
        if len(times) > 1:
            longest_ns, longest = max(times)
            first = min(-index for _, index in times)
            time_ns = sum(time for time, _ in times)
            yield Repetition(len(times), time_ns, -longest, longest_ns, (first,))


def what_repeats(analysis: Analysis, index: int) -> Repeated:
    """Name an operation, and whom it called: a call of the same name to another is another one."""
    tree = analysis.tree
    span = tree.spans[index]
    if not is_call(tree, index):
        return likeness(span), ""
    server = server_of(tree, index)
    if server == NOBODY:
        return likeness(span), waited_for(span)
    answer = tree.spans[server]
    return likeness(span), label(answer.service, answer.name)


def _loops(analysis: Analysis, runs: Iterable[Repetition]) -> Iterator[Repetition]:
    """Yield the runs beneath one span that take turns, as one: the body of a loop."""
    beneath: dict[int, list[Repetition]] = {}
    for run in runs:
        beneath.setdefault(analysis.tree.parents[run.longest], []).append(run)
    for parent, together in beneath.items():
        if len(together) > 1 and _take_turns(analysis, parent, together):
            longest = max(together, key=lambda run: run.longest_ns)
            in_order = sorted(together, key=lambda run: run.body)
            yield Repetition(
                count=_rounds([run.count for run in together]),
                time_ns=sum(run.time_ns for run in together),
                longest=longest.longest,
                longest_ns=longest.longest_ns,
                body=tuple(run.body[0] for run in in_order),
                counts=tuple(run.count for run in in_order),
            )


def _rounds(counts: Sequence[int]) -> int:
    """Say how often a loop went round, which may leave out a call at times, or make it twice."""
    return min(counts) if max(counts) >= 2 * min(counts) else max(counts)


def _take_turns(analysis: Analysis, parent: int, runs: Sequence[Repetition]) -> bool:
    """Say whether runs alternate: after nearly each of the rarest comes another, and before it."""
    rarest = min(run.count for run in runs)
    if max(run.count for run in runs) > MOST_A_ROUND * rarest:
        return False
    wanted = {what_repeats(analysis, run.longest) for run in runs}
    turns = [what_repeats(analysis, child) for child in analysis.tree.children[parent]]
    turns = [turn for turn in turns if turn in wanted]
    switches = sum(one != other for one, other in pairwise(turns))
    return switches * 10 >= 18 * (rarest - 1)


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
