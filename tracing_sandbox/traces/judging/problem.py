"""What is structurally wrong with a trace, apart from its speed; the doctor reads these as well."""

from collections.abc import Iterator
from dataclasses import dataclass

from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.clocks import TOLERANCE_NS
from tracing_sandbox.traces.measuring.figures import figure
from tracing_sandbox.traces.measuring.kinship import answered_until, is_detached
from tracing_sandbox.traces.measuring.part import label
from tracing_sandbox.traces.measuring.tree import NOBODY
from tracing_sandbox.traces.reading.safe_text import safe_text
from tracing_sandbox.traces.reading.trace import Note


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: its rule, the hop and span where it shows, and a sentence.

    Rules: no-root, missing-parent, unreported-caller, several-roots, cycle, duplicate-span-id,
    unreadable-span, unfinished-span, clock-skew, early-start, overrun, stream, detached-work; and
    those of notes on what was read, which are `fields.field`'s: left-out-detail, odd-time,
    odd-unit, unknown-kind, unknown-status.
    """

    rule: str
    hop: str | None
    span_id: str | None
    sentence: str


def find_problems(analysis: Analysis) -> list[Problem]:
    """List every structural finding, those that hide spans first."""
    hiding = (_missing, _cycles, _unreadable, _unfinished, _unreported, _roots, _duplicates)
    finders = (*hiding, _skewed, _early, _overruns, _detached, _noted)
    return [problem for find in finders for problem in find(analysis)]


def _problem(analysis: Analysis, rule: str, index: int, sentence: str) -> Problem:
    span = analysis.tree.spans[index]
    parent = analysis.tree.parents[index]
    caller = None if parent == NOBODY else analysis.tree.spans[parent].service
    hop = f"{caller}->{span.service}" if caller is not None and caller != span.service else None
    return Problem(rule, hop, span.span_id, sentence)


def _name(analysis: Analysis, index: int) -> str:
    span = analysis.tree.spans[index]
    return label(span.service, span.name)


def _missing(analysis: Analysis) -> Iterator[Problem]:
    tree = analysis.tree
    if not tree.orphans:
        return
    unreadable = {bad.span_id for bad in analysis.trace.bad_spans}
    for index in tree.orphans:
        parent_id = tree.spans[index].parent_id or ""
        rule = "no-root" if index == tree.main else "missing-parent"
        why = "could not be read" if parent_id in unreadable else "is missing"
        parent = f"span {safe_text(parent_id)}"
        sentence = f"The parent of {_name(analysis, index)}, {parent}, {why}."
        yield _problem(analysis, rule, index, sentence)


def _cycles(analysis: Analysis) -> Iterator[Problem]:
    for index in analysis.tree.cut:
        sentence = f"{_name(analysis, index)} is its own ancestor; its parent is left out."
        yield _problem(analysis, "cycle", index, sentence)


def _unreadable(analysis: Analysis) -> Iterator[Problem]:
    for bad in analysis.trace.bad_spans:
        yield Problem("unreadable-span", None, bad.span_id or None, f"{bad.sentence}.")


def _unfinished(analysis: Analysis) -> Iterator[Problem]:
    for index in analysis.times.unfinished:
        lasted_ns = analysis.times.duration(index)
        beneath = f"; what is beneath it goes on for {figure(lasted_ns)}" if lasted_ns else ""
        sentence = f"{_name(analysis, index)} has not ended{beneath}."
        yield _problem(analysis, "unfinished-span", index, sentence)


def _noted(analysis: Analysis) -> Iterator[Problem]:
    """Say once what is alike in many spans."""
    alike: dict[tuple[str, str], list[Note]] = {}
    for note in analysis.trace.notes:
        alike.setdefault((note.kind, note.fault.partition(" ")[0]), []).append(note)
    for (rule, _), (first, *others) in alike.items():
        more = f" (and {len(others)} more like this)" if others else ""
        yield Problem(rule, None, first.span_id or None, f"{first.sentence}{more}.")


def _unreported(analysis: Analysis) -> Iterator[Problem]:
    tree = analysis.tree
    if not tree.entries:
        return
    others = len(tree.entries) - 1
    more = f" and {others} more request{'s' if others > 1 else ''}" if others else ""
    caller = safe_text(tree.spans[tree.entries[0]].parent_id or "")
    sentence = (
        f"The caller of {_name(analysis, tree.main)}{more}, span {caller}, has reported nothing: "
        "it may send no spans, as curl, a browser or a balancer does, or they are lost or late. "
        "The trace is told from here on."
    )
    yield _problem(analysis, "unreported-caller", tree.main, sentence)


def _roots(analysis: Analysis) -> Iterator[Problem]:
    tree = analysis.tree
    roots = [index for index in tree.heads if tree.spans[index].parent_id is None]
    roots.extend(tree.entries)
    jobs = {job.consumer for job in analysis.jobs}
    for index in roots if len(roots) > 1 else ():
        if index != tree.main and index not in jobs:
            what = "another request of the same caller" if index in tree.entries else "a root"
            sentence = (
                f"{_name(analysis, index)} is {what} beside {_name(analysis, tree.main)}; "
                f"its {figure(analysis.times.duration(index))} are not counted."
            )
            yield _problem(analysis, "several-roots", index, sentence)


def _duplicates(analysis: Analysis) -> Iterator[Problem]:
    for index in analysis.tree.doubles:
        span = analysis.tree.spans[index]
        has_id = f"{_name(analysis, index)} has the id {safe_text(span.span_id)}"
        sentence = f"{has_id} of another, different span."
        yield _problem(analysis, "duplicate-span-id", index, sentence)


def _skewed(analysis: Analysis) -> Iterator[Problem]:
    """Say once for each pair of services whose clocks differ what the usual difference is."""
    tree, times = analysis.tree, analysis.times
    pairs: dict[tuple[str, str, bool], list[tuple[int, int]]] = {}
    for index in times.skewed:
        parent = tree.parents[index]
        shift = times.shifts[index] - times.shifts[parent]
        pair = (tree.spans[index].service, tree.spans[parent].service, shift < 0)
        pairs.setdefault(pair, []).append((shift, index))
    for (service, caller, ahead), shifted in pairs.items():
        shift, index = sorted(shifted)[len(shifted) // 2]
        way = "ahead of" if ahead else "behind"
        others = len(shifted) - 1
        rest = f"and {others} more are shifted to fit their callers"
        sentence = (
            f"The clock of {service} is about {figure(abs(shift))} {way} that of {caller}; "
            f"{_name(analysis, index)} {rest if others else 'is shifted to fit its caller'}."
        )
        yield _problem(analysis, "clock-skew", index, sentence)


def _early(analysis: Analysis) -> Iterator[Problem]:
    tree, times = analysis.tree, analysis.times
    too_early = {
        index
        for index, parent in enumerate(tree.parents)
        if parent != NOBODY and times.starts[parent] - times.starts[index] > TOLERANCE_NS
    }
    for index in filter(too_early.__contains__, tree.order) if too_early else ():
        parent = tree.parents[index]
        early = figure(times.starts[parent] - times.starts[index])
        sentence = (
            f"{_name(analysis, index)} begins {early} before its parent "
            f"{_name(analysis, parent)}: one of the two times is wrong. "
            "What lies before the parent is not counted."
        )
        yield _problem(analysis, "early-start", index, sentence)


def _late(analysis: Analysis) -> list[tuple[int, int]]:
    """List the spans that ended after their parents, with those."""
    ends = analysis.times.ends
    parents = enumerate(analysis.tree.parents)
    return [(i, parent) for i, parent in parents if parent != NOBODY and ends[i] > ends[parent]]


def _overruns(analysis: Analysis) -> Iterator[Problem]:
    tree, times = analysis.tree, analysis.times
    for index, parent in _late(analysis):
        if tree.spans[index].kind != "server":
            continue
        late = times.ends[index] - times.ends[parent]
        if late <= max(TOLERANCE_NS, times.duration(parent) // 10):
            continue
        is_stream = answered_until(tree, times, parent) > times.ends[parent]
        what = "is taken for a streamed answer" if is_stream else "is not counted"
        sentence = (
            f"{_name(analysis, index)} ran on for {figure(late)} after its caller "
            f"{_name(analysis, parent)} had ended; that time {what}."
        )
        yield _problem(analysis, "stream" if is_stream else "overrun", index, sentence)


def _detached(analysis: Analysis) -> Iterator[Problem]:
    tree, times = analysis.tree, analysis.times
    for index, parent in _late(analysis):
        if tree.spans[index].kind == "consumer" or not is_detached(tree, times, index):
            continue
        late = times.ends[index] - max(times.ends[parent], times.starts[index])
        if late > TOLERANCE_NS:
            sentence = (
                f"{_name(analysis, index)} went on for {figure(late)} after its parent "
                f"{_name(analysis, parent)} had ended; nothing waited for it."
            )
            yield _problem(analysis, "detached-work", index, sentence)
