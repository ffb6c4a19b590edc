"""Findings put into words, as `Blame`; `judge` decides which of them is told."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tracing_sandbox.traces.judging.baseline import Baseline
from tracing_sandbox.traces.judging.blame import Blame, BlameKind
from tracing_sandbox.traces.judging.failure import Failure
from tracing_sandbox.traces.judging.group import Group, GroupKind, Key
from tracing_sandbox.traces.judging.missing import Missing, lacks_a_usual_child
from tracing_sandbox.traces.judging.repetition import Repetition
from tracing_sandbox.traces.judging.slowness import Slow
from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.critical_path import kind_of_rest
from tracing_sandbox.traces.measuring.figures import figure
from tracing_sandbox.traces.measuring.job import Job
from tracing_sandbox.traces.measuring.part import DATABASE_KEYS, first_of, label, part_of
from tracing_sandbox.traces.measuring.reason import own_words, reason_of, shorten
from tracing_sandbox.traces.reading.safe_text import safe_text

MOST_NAMED = 3
GROUP_KINDS: Mapping[GroupKind, BlameKind] = {"service": "service", "waits for": "wait"}


def blame_slow(analysis: Analysis, slow: Slow, baseline: Baseline | None) -> Blame:
    """Blame a part of the critical path, or a group of parts, that took too long."""
    longest = slow.charges[0]
    favours = _favoured_end(analysis, slow.key, baseline)
    sentence = f"{slow.key.subject} took {figure(slow.time_ns)}{_members(slow)}; "
    sentence += f"{_usual(slow, baseline)}."
    certain = slow.doubtful_ns * 2 < slow.time_ns and not analysis.trace.bad_spans
    if _may_be_a_lost_span(analysis, slow, baseline):
        certain = False
        sentence += " Healthy traces show a call beneath it that is not here: its span may be lost."
    if favours:
        sentence += f" {favours[1]}"
    return Blame(
        kind=_kind_of(slow.key),
        service=_service_of(slow),
        operation="" if isinstance(slow.key, Group) else slow.key.operation,
        target=_target_of(slow.key),
        time_ns=slow.time_ns,
        excess_ns=slow.excess_ns if baseline else slow.time_ns,
        share=share_of(analysis, slow.time_ns),
        span=analysis.tree.spans[longest.span],
        headline=slow.key.place,
        sentence=sentence,
        certain=certain,
        favours=favours[0] if favours else "",
    )


def blame_job(analysis: Analysis, job: Job, slow: Slow, baseline: Baseline | None) -> Blame:
    """Blame the wait of a job in its queue, or a part of what it did."""
    whole_ns = job.wait_ns + job.run_ns
    return Blame(
        kind=_kind_of(slow.key),
        service=_service_of(slow),
        operation="" if isinstance(slow.key, Group) else slow.key.operation,
        target=_target_of(slow.key),
        time_ns=slow.time_ns,
        excess_ns=slow.excess_ns if baseline else slow.time_ns,
        share=round(slow.time_ns / whole_ns, 4) if analysis.is_complete else None,
        span=analysis.tree.spans[slow.charges[0].span],
        headline=slow.key.place,
        sentence=f"{slow.key.subject} took {figure(slow.time_ns)}; {_usual(slow, baseline)}.",
        certain=slow.doubtful_ns * 2 < slow.time_ns,
        job=True,
    )


def share_of(analysis: Analysis, time_ns: int) -> float | None:
    """Say what share of the root's time that is; None where spans are missing."""
    if not analysis.is_complete or not analysis.duration_ns:
        return None
    return round(time_ns / analysis.duration_ns, 4)


def _kind_of(key: Key) -> BlameKind:
    if isinstance(key, Group):
        return GROUP_KINDS.get(key.kind, "transit")
    return key.kind


def _service_of(slow: Slow) -> str:
    """Name the service at fault; of those that waited for one and the same, the one most so."""
    if isinstance(slow.key, Group) and slow.key.kind == "waits for":
        return slow.charges[0].part.service
    return slow.key.service


def _target_of(key: Key) -> str:
    if isinstance(key, Group):
        return key.service if key.kind == "waits for" else ""
    return key.target


def _members(slow: Slow) -> str:
    """Name the parts of a group that took most of it."""
    if not isinstance(slow.key, Group):
        return ""
    names = [
        f"{figure(charge.time_ns)} {charge.part.place}" for charge in slow.charges[:MOST_NAMED]
    ]
    more = len(slow.charges) - len(names)
    return f" ({', '.join(names)}{f' and {more} more' if more else ''})"


def _usual(slow: Slow, baseline: Baseline | None) -> str:
    if baseline is None:
        return "that is at least half of the time, and there is no healthy trace to compare with"
    traces = count_of(baseline)
    usual, highest = baseline.usual_ns(slow.key), baseline.highest_ns(slow.key)
    if not highest:
        return f"in {traces} it took no time at all"
    if baseline.count == 1:
        return f"in {traces} it took {figure(highest)}"
    return f"in {traces} it took {figure(usual)}, at most {figure(highest)}"


def count_of(baseline: Baseline) -> str:
    """Name the healthy traces with their number."""
    return "1 healthy trace" if baseline.count == 1 else f"{baseline.count} healthy traces"


def _may_be_a_lost_span(analysis: Analysis, slow: Slow, baseline: Baseline | None) -> bool:
    if baseline is None or isinstance(slow.key, Group) or slow.key.kind != "own":
        return False
    return lacks_a_usual_child(analysis, slow.charges[0].span, baseline)


def _favoured_end(
    analysis: Analysis, key: Key, baseline: Baseline | None
) -> tuple[str, str] | None:
    """Say which end of a way the evidence points to, and by what; None where it is no way."""
    if isinstance(key, Group):
        return None if key.kind in GROUP_KINDS else _of_group(key)
    if key.kind != "transit" or not key.target or baseline is None:
        return None
    ends = f"Its ends are {safe_text(key.service)} and {safe_text(key.target)}"
    others = [
        charge
        for charge in analysis.charges
        if charge.part != key and charge.part.service == key.service
    ]
    grown = [each for each in others if each.time_ns > baseline.highest_ns(each.part)]
    grown_ns = sum(each.time_ns - baseline.usual_ns(each.part) for each in grown)
    if grown_ns * 4 >= baseline.usual_whole_ns:
        return key.service, f"{ends}; other work of {safe_text(key.service)} grew as well."
    if others:
        return key.target, (
            f"{ends}; the rest of {safe_text(key.service)} took no longer than usual, which "
            f"points to {safe_text(key.target)} or the way to it."
        )
    return "", f"{ends}; the trace does not tell which."


def _of_group(group: Group) -> tuple[str, str]:
    name = safe_text(group.service)
    if group.kind == "calls of":
        return group.service, f"All of them begin at {name}, which points to it."
    return group.service, f"All of them end at {name}, which points to it or the way to it."


def blame_repetition(analysis: Analysis, run: Repetition) -> Blame:
    """Blame many calls one after another."""
    spans = analysis.tree.spans
    span = spans[run.longest]
    parent = spans[analysis.tree.parents[run.longest]]
    return Blame(
        kind="repetition",
        service=span.service,
        operation=span.name,
        target="",
        time_ns=run.time_ns,
        excess_ns=run.time_ns,
        share=share_of(analysis, run.time_ns),
        span=span,
        headline=f"in {_rounds(analysis, run, span.service)}, one after another",
        sentence=(
            f"{label(parent.service, parent.name)} made {_rounds(analysis, run, '')} "
            f"one after another: {figure(run.time_ns)}."
        ),
    )


def _rounds(analysis: Analysis, run: Repetition, service: str) -> str:
    names = [label("", analysis.tree.spans[index].name) for index in run.body]
    if len(names) == 1:
        return f"{run.count} {_noun(analysis, run)} {label(service, names[0])}"
    return f"the same {len(names)} calls {run.count} times ({listed(names)})"


def _noun(analysis: Analysis, run: Repetition) -> str:
    span = analysis.tree.spans[run.longest]
    if first_of(span, DATABASE_KEYS):
        return "queries"
    return "calls" if span.kind == "client" else "runs of"


def blame_missing(analysis: Analysis, missing: Missing, baseline: Baseline) -> Blame:
    """Blame an early end: the first call that was left out."""
    service, _, name = missing.operation
    above = analysis.tree.spans[missing.above]
    caller, left_out = label(above.service, above.name), label(service, name)
    return Blame(
        kind="missing",
        service=service,
        operation=name,
        target="",
        time_ns=0,
        excess_ns=0,
        share=None,
        span=above,
        headline=f"{caller} ended without {left_out}",
        sentence=(
            f"{caller} ended without {left_out}, which {count_of(baseline)} all have; "
            f"{missing.spans} of {missing.usual_spans} usual spans are not there. "
            "Either they were left out, or their spans are lost."
        ),
        certain=False,
    )


def blame_failure(analysis: Analysis, failure: Failure) -> Blame:
    """Blame the span with which a failure began."""
    span = analysis.tree.spans[failure.origin]
    time_ns = analysis.times.duration(failure.origin)
    return Blame(
        kind="error",
        service=span.service,
        operation=span.name,
        target=_called(analysis, failure.origin),
        time_ns=time_ns,
        excess_ns=time_ns,
        share=share_of(analysis, min(time_ns, analysis.duration_ns)),
        span=span,
        headline=_call(analysis, failure.origin),
        sentence=_failure_sentence(analysis, failure),
        went_on=failure.went_on,
    )


def add_failure(analysis: Analysis, blame: Blame, failure: Failure) -> Blame:
    """Say in the sentence of a delay what failed besides."""
    failed = f"{_call(analysis, failure.origin)} failed{_told(analysis, failure.origin)}"
    return replace(blame, sentence=f"{blame.sentence} Besides, {failed}.")


def _called(analysis: Analysis, index: int) -> str:
    """Name whom a failed call was to; a database is named by the operation already."""
    tree = analysis.tree
    if first_of(tree.spans[index], DATABASE_KEYS):
        return ""
    return part_of(tree, index, kind_of_rest(tree, index), analysis.names).target


def _call(analysis: Analysis, index: int) -> str:
    span, called = analysis.tree.spans[index], _called(analysis, index)
    return label(span.service, span.name) + (f" to {safe_text(called)}" if called else "")


def _failure_sentence(analysis: Analysis, failure: Failure) -> str:
    spans = analysis.tree.spans
    tries = f" {failure.tries} times" if failure.tries > 1 else ""
    sentence = f"{_call(analysis, failure.origin)} failed{tries}{_told(analysis, failure.origin)}"
    names = [label(spans[i].service, spans[i].name) for i in failure.travelled]
    later = names.pop() if failure.went_on else ""
    if names:
        sentence += f", and with it {listed(names)}{_own_reason(analysis, failure)}"
    if later:
        told = _told(analysis, failure.travelled[-1])
        sentence += f"; {later} went on, and failed later{told}"
    if _call(analysis, failure.first) != _call(analysis, failure.origin):
        first = _call(analysis, failure.first)
        sentence += f"; the first to fail was {first}{_told(analysis, failure.first)}"
    return f"{sentence}{_unharmed(analysis, failure, names)}."


def _own_reason(analysis: Analysis, failure: Failure) -> str:
    """Give the words of the topmost span that failed, if it has some of its own."""
    if failure.went_on:
        return ""
    top, below = (analysis.tree.spans[i] for i in (failure.travelled[-1], failure.origin))
    words = own_words(top)
    if not words or words in reason_of(below) or own_words(below) in words:
        return ""
    return f" ({shorten(words)})"


def _told(analysis: Analysis, index: int) -> str:
    reason = reason_of(analysis.tree.spans[index])
    return f" ({reason})" if reason else ""


def _unharmed(analysis: Analysis, failure: Failure, names: Sequence[str]) -> str:
    if analysis.failed:
        return ""
    spans = analysis.tree.spans
    root, origin = spans[analysis.tree.main], spans[failure.origin]
    name = label(root.service, root.name)
    alike = name in (label(origin.service, origin.name), *names)
    return f"; {'the whole' if alike else name} did not fail"


def listed(names: Sequence[str]) -> str:
    """List some names as a sentence does, the middle of many left out."""
    if len(names) > MOST_NAMED:
        names = [*names[:2], f"{len(names) - 3} more", names[-1]]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
