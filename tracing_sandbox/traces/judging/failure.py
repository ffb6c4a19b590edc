"""The failure in a trace: the deepest span that failed, and how far it travelled up from there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.clocks import Timeline
from tracing_sandbox.traces.measuring.kinship import LONGEST_OVERLAP_NS, Likeness, likeness
from tracing_sandbox.traces.measuring.part import call_of, first_of
from tracing_sandbox.traces.measuring.reason import HTTP_STATUS_KEYS, own_words, was_cancelled
from tracing_sandbox.traces.measuring.tree import NOBODY, SpanTree


@dataclass(frozen=True, slots=True)
class Failure:
    """A span that failed of itself, and the spans above it that failed with it, nearest first.

    `first` is the one that had failed first of all that count; it is the origin where that decided.
    `tries` is how often the same operation failed of itself in this trace. `went_on` says whether
    the highest of those that failed with it had begun something else in between, which did well.
    """

    origin: int
    first: int
    travelled: Sequence[int]
    tries: int
    went_on: bool


def find_failure(analysis: Analysis, harmless: frozenset[Likeness]) -> Failure | None:
    """Find where the failure began that reached furthest up the explained tree, if any did.

    A span failed of itself if nothing below it had failed by the time it ended, not counting what
    a later, like try made good, or what it was spared and went on from, to fail for a reason of its
    own. Of failures that reached equally far the last one decided; but of
    those that ran beside it the first did, as the others were often only called off; one that
    says it was cancelled decided nothing, and is no failure at all if the root did well.
    An answer of 4xx that nobody above took for a failure is none. `harmless` operations fail in
    healthy traces too, and count only if the explained root failed.
    """
    tree, times = analysis.tree, analysis.times
    order = tree.main_order
    if not tree.failed:
        return None
    failing = _with_failures(tree, order)
    made_good = _made_good(tree, times, order, failing)
    good_again = made_good | _spared(tree, times, order, failing)
    origins = _origins(tree, times, order, good_again)
    causes = _caused(tree, times, order, good_again)
    if not analysis.failed:
        origins = [i for i in origins if not _is_harmless(tree, i, causes, harmless)]
    if not origins:
        return None
    furthest = _furthest(tree, order, origins, causes)
    told = [i for i in furthest if not was_cancelled(tree.spans[i])]
    if not told and not analysis.failed:
        return None
    origin = _decisive(times, told or furthest)
    chain = _chain(origin, causes)
    tries = sum(call_of(tree.spans[i]) == call_of(tree.spans[origin]) for i in origins)
    went_on = bool(chain) and _went_on(tree, times, [origin, *chain], failing)
    first = _first(tree, times, order, made_good, origin) if analysis.failed else origin
    return Failure(origin, first, chain, tries, went_on)


def _first(
    tree: SpanTree, times: Timeline, order: Sequence[int], made_good: set[int], origin: int
) -> int:
    """Find the failure that came first of all, also one that the trace lived with."""
    origins = _origins(tree, times, order, made_good)
    told = [
        i
        for i in origins
        if not was_cancelled(tree.spans[i]) and not _is_made_good(tree, i, made_good)
    ]
    return min([*told, origin], key=lambda i: (times.ends[i], i))


def _is_made_good(tree: SpanTree, index: int, made_good: set[int]) -> bool:
    while index != NOBODY:
        if index in made_good:
            return True
        index = tree.parents[index]
    return False


def _made_good(
    tree: SpanTree, times: Timeline, order: Sequence[int], failing: set[int]
) -> set[int]:
    """Find the spans whose failure a like sibling that started later did not share."""
    good: set[int] = set()
    for index in order:
        siblings = tree.children[index]
        if len(siblings) < 2 or index not in failing:
            continue
        last_success = _last_successes(tree, times, siblings, failing)
        for child in siblings:
            success = last_success.get(call_of(tree.spans[child]), times.starts[child])
            if child in failing and success > times.starts[child]:
                good.add(child)
    return good


def _with_failures(tree: SpanTree, order: Sequence[int]) -> set[int]:
    """Find the spans that failed or have a failure below them."""
    failing = set()
    for index in reversed(order):
        if tree.spans[index].error or any(child in failing for child in tree.children[index]):
            failing.add(index)
    return failing


def _last_successes(
    tree: SpanTree, times: Timeline, siblings: Iterable[int], failing: set[int]
) -> dict[tuple[str, ...], int]:
    starts: dict[tuple[str, ...], int] = {}
    for child in siblings:
        if child not in failing:
            alike = call_of(tree.spans[child])
            starts[alike] = max(starts.get(alike, 0), times.starts[child])
    return starts


def _spared(tree: SpanTree, times: Timeline, order: Sequence[int], failing: set[int]) -> set[int]:
    """Find the spans that did well in spite of a failure below, and before another of the parent's.

    The parent went on to begin something else that did well, and failed in words of its own.
    """
    spared: set[int] = set()
    for index in order:
        words = own_words(tree.spans[index]) if tree.spans[index].error else ""
        if not words:
            continue
        begun = _last_good_start(tree, times, index, failing)
        spared.update(
            child
            for child in tree.children[index]
            if child in failing
            and not tree.spans[child].error
            and begun >= times.ends[child]
            and not _is_told_below(tree, child, failing, words)
        )
    return spared


def _last_good_start(tree: SpanTree, times: Timeline, parent: int, failing: set[int]) -> int:
    good = (times.starts[child] for child in tree.children[parent] if child not in failing)
    return max(good, default=times.starts[parent])


def _is_told_below(tree: SpanTree, top: int, failing: set[int], words: str) -> bool:
    """Say whether the nearest failures below a span say the same as this."""
    waiting = [top]
    while waiting:
        index = waiting.pop()
        if not tree.spans[index].error:
            waiting.extend(child for child in tree.children[index] if child in failing)
            continue
        below = own_words(tree.spans[index])
        if below and (below in words or words in below):
            return True
    return False


def _went_on(tree: SpanTree, times: Timeline, failed: Sequence[int], failing: set[int]) -> bool:
    """Say whether the last of these began something else after the others had failed."""
    branch, top = failed[-2], failed[-1]
    while tree.parents[branch] != top:
        branch = tree.parents[branch]
    return _last_good_start(tree, times, top, failing) >= times.ends[branch]


def _origins(
    tree: SpanTree, times: Timeline, order: Sequence[int], good_again: set[int]
) -> list[int]:
    """List the spans that failed with no failure below them that came first."""
    first_failure: dict[int, int] = {}
    origins = []
    for index in reversed(order):
        below = [
            first_failure[child]
            for child in tree.children[index]
            if child in first_failure and child not in good_again
        ]
        earliest = min(below, default=None)
        if tree.spans[index].error:
            end = times.ends[index]
            if earliest is None or earliest > end + LONGEST_OVERLAP_NS:
                origins.append(index)
            earliest = end if earliest is None else min(earliest, end)
        if earliest is not None:
            first_failure[index] = earliest
    return origins


def _caused(
    tree: SpanTree, times: Timeline, order: Sequence[int], good_again: set[int]
) -> dict[int, int]:
    """Map every failed span to the nearest failed span above it, if that ended no earlier."""
    above: dict[int, int] = {}
    causes: dict[int, int] = {}
    for index in order:
        parent = tree.parents[index]
        failed_above = parent
        if parent != NOBODY and not tree.spans[parent].error:
            failed_above = above[parent]
        above[index] = NOBODY if index in good_again else failed_above
        if not tree.spans[index].error or above[index] == NOBODY:
            continue
        if times.ends[index] <= times.ends[above[index]] + LONGEST_OVERLAP_NS:
            causes[index] = above[index]
    return causes


def _is_harmless(
    tree: SpanTree, origin: int, causes: dict[int, int], harmless: frozenset[Likeness]
) -> bool:
    span = tree.spans[origin]
    refused = span.kind == "client" and first_of(span, HTTP_STATUS_KEYS).startswith("4")
    return likeness(span) in harmless or (refused and origin not in causes)


def _furthest(
    tree: SpanTree, order: Sequence[int], origins: Sequence[int], causes: dict[int, int]
) -> list[int]:
    """Keep the failures whose last consequence stands highest in the tree."""
    depths: dict[int, int] = {}
    tops: dict[int, int] = {}
    for index in order:
        parent = tree.parents[index]
        depths[index] = depths[parent] + 1 if index != tree.main else 0
        tops[index] = tops[causes[index]] if index in causes else depths[index]
    highest = min(tops[origin] for origin in origins)
    return [origin for origin in origins if tops[origin] == highest]


def _decisive(times: Timeline, origins: Sequence[int]) -> int:
    last = max(origins, key=lambda i: (times.ends[i], -i))
    beside = [i for i in origins if _overlap(times, i, last)]
    return min(beside, key=lambda i: (times.ends[i], i))


def _overlap(times: Timeline, one: int, other: int) -> bool:
    if one == other:
        return True
    return times.starts[one] < times.ends[other] and times.ends[one] > times.starts[other]


def _chain(origin: int, causes: dict[int, int]) -> list[int]:
    chain = []
    while origin in causes:
        origin = causes[origin]
        chain.append(origin)
    return chain
