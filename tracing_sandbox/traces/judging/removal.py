"""What is blamed, taken out of its trace: how that would have gone; `prediction` tells it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from tracing_sandbox.traces.judging.baseline import Baseline
from tracing_sandbox.traces.judging.blame import Blame
from tracing_sandbox.traces.judging.failure import Failure
from tracing_sandbox.traces.judging.repetition import Repeated, Repetition, what_repeats
from tracing_sandbox.traces.judging.slowness import Slow
from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.critical_path import kind_of_rest
from tracing_sandbox.traces.measuring.part import Part, call_of, part_of
from tracing_sandbox.traces.measuring.what_if import Cut, shorten


def remove(analysis: Analysis, blame: Blame, baseline: Baseline) -> Analysis | None:
    """Measure the trace as it would be without what is blamed; None where time has no part in it.

    A job that the request left behind is no time of the request's.
    """
    found = blame.found
    if blame.job:
        return analysis
    if isinstance(found, Slow):
        return remove_slow(analysis, found, baseline)
    if isinstance(found, Repetition):
        return remove_repetition(analysis, found, baseline)
    return remove_failure(analysis, found) if isinstance(found, Failure) else None


def remove_slow(analysis: Analysis, slow: Slow, baseline: Baseline) -> Analysis:
    """Let a part or group take its usual time, on the path and wherever else it is found.

    Like calls side by side have one cause: with the one on the path alone nothing would be gained.
    A pause between tries is there because of the tries: those beyond the usual go with it.
    """
    parts = {charge.part for charge in slow.charges}
    kept = (slow.time_ns - slow.excess_ns, slow.time_ns)
    cuts = defaultdict[int, list[Cut]](list)
    for span, stretch in _stretches(analysis, parts):
        cuts[span].append(Cut(*stretch, *kept))
    if any(part.kind == "gap" for part in parts):
        for span in _beneath(analysis, _tries(analysis, list(cuts), baseline)):
            cuts[span].append(_whole(analysis, span, (0, 1)))
    return shorten(analysis, cuts)


def remove_repetition(analysis: Analysis, run: Repetition, baseline: Baseline) -> Analysis:
    """Let a loop go round as often as usual, with what its caller does in each round."""
    tree, times = analysis.tree, analysis.times
    wanted = {what_repeats(analysis, span) for span in run.body}
    parent = tree.parents[run.longest]
    rounds = [each for each in tree.children[parent] if what_repeats(analysis, each) in wanted]
    kept = (min(_usual_count(what_repeats(analysis, run.body[0]), baseline), run.count), run.count)
    cuts = {span: [_whole(analysis, span, kept)] for span in _beneath(analysis, rounds)}
    loop = (times.starts[rounds[0]], max(times.ends[each] for each in rounds))
    return shorten(analysis, {**cuts, parent: [Cut(*loop, *kept)]})


def remove_failure(analysis: Analysis, failure: Failure) -> Analysis:
    """Leave out what failed, all tries of it and the pauses between them."""
    spans = analysis.tree.spans
    alike = call_of(spans[failure.origin])
    failed = [each for each in analysis.tree.failed if call_of(spans[each]) == alike]
    cuts = defaultdict[int, list[Cut]](list)
    for span in _beneath(analysis, failed):
        cuts[span].append(_whole(analysis, span, (0, 1)))
    for segment in analysis.segments:
        if segment.kind == "gap":
            cuts[segment.span].append(Cut(segment.start_ns, segment.end_ns, 0, 1))
    return shorten(analysis, cuts)


def _stretches(analysis: Analysis, parts: set[Part]) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield where parts are on the path, and the spans off the path that are of them."""
    tree, names = analysis.tree, analysis.names
    on_path = set()
    for segment in analysis.segments:
        on_path.add(segment.span)
        if part_of(tree, segment.span, segment.kind, names) in parts:
            yield segment.span, (segment.start_ns, segment.end_ns)
    for span in tree.main_order:
        if span not in on_path and part_of(tree, span, kind_of_rest(tree, span), names) in parts:
            yield span, (analysis.times.starts[span], analysis.times.ends[span])


def _tries(analysis: Analysis, parents: Iterable[int], baseline: Baseline) -> Iterator[int]:
    """Yield the calls that were made again, but for the last: as many of these as usual."""
    tree = analysis.tree
    for parent in parents:
        children = tree.children[parent]
        failed = {what_repeats(analysis, each) for each in children if tree.spans[each].error}
        for what in failed:
            alike = [each for each in children if what_repeats(analysis, each) == what]
            yield from alike[: -max(_usual_count(what, baseline), 1)]


def _beneath(analysis: Analysis, spans: Iterable[int]) -> Iterator[int]:
    """Yield spans and all beneath them, each once."""
    waiting, seen = list(spans), set[int]()
    while waiting:
        span = waiting.pop()
        if span not in seen:
            seen.add(span)
            waiting += analysis.tree.children[span]
            yield span


def _whole(analysis: Analysis, span: int, kept: tuple[int, int]) -> Cut:
    return Cut(analysis.times.starts[span], analysis.times.ends[span], *kept)


def _usual_count(what: Repeated, baseline: Baseline) -> int:
    """Say how often healthy traces do something beneath one span."""
    return baseline.repeats.get(what, int(what[0] in baseline.always))
