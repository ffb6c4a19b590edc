"""The judgement on a trace: is anything wrong, and if so what; `explain` puts it into words."""

from tracing_sandbox.traces.judging.baseline import Baseline
from tracing_sandbox.traces.judging.blame import Blame
from tracing_sandbox.traces.judging.failure import Failure, find_failure
from tracing_sandbox.traces.judging.repetition import Repetition, find_repetition
from tracing_sandbox.traces.judging.slowness import find_slow_part
from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.critical_path import kind_of_rest
from tracing_sandbox.traces.measuring.figures import figure
from tracing_sandbox.traces.measuring.hidden import Sight
from tracing_sandbox.traces.measuring.kinship import Likeness
from tracing_sandbox.traces.measuring.part import DATABASE_KEYS, Charge, first_of, label, part_of
from tracing_sandbox.traces.measuring.reason import reason_of
from tracing_sandbox.traces.reading.safe_text import safe_text

NO_FAILURES: frozenset[Likeness] = frozenset()
MOST_NAMED = 3


def judge(analysis: Analysis, sight: Sight, baseline: Baseline | None = None) -> Blame | None:
    """Find the one thing that is wrong, if anything is.

    A failure of the root comes first, then what took too long, then a failure that did not reach
    the root. What missing spans hide is not judged.
    """
    harmless = baseline.failures if baseline else NO_FAILURES
    failure = find_failure(analysis, harmless)
    if failure and _is_hidden(analysis, sight, failure):
        failure = None
    if failure and analysis.failed:
        return _blame_failure(analysis, failure)
    delay = _judge_delay(analysis, sight, baseline)
    if delay or not failure:
        return delay
    return _blame_failure(analysis, failure)


def _is_hidden(analysis: Analysis, sight: Sight, failure: Failure) -> bool:
    times = analysis.times
    return sight.hides(times.starts[failure.origin], times.ends[failure.origin])


def _judge_delay(analysis: Analysis, sight: Sight, baseline: Baseline | None) -> Blame | None:
    slow = find_slow_part(sight.charges, analysis.duration_ns, baseline)
    run = find_repetition(analysis, baseline.repeats if baseline else None)
    if run and not sight.hidden_ns and run.time_ns >= (slow.time_ns if slow else 0):
        return _blame_repetition(analysis, run)
    return _blame_part(analysis, slow, baseline) if slow else None


def _share(analysis: Analysis, time_ns: int) -> float | None:
    if not analysis.is_complete or not analysis.duration_ns:
        return None
    return round(time_ns / analysis.duration_ns, 4)


def _blame_part(analysis: Analysis, charge: Charge, baseline: Baseline | None) -> Blame:
    part = charge.part
    took = f"{part.subject} took {figure(charge.time_ns)}"
    return Blame(
        kind=part.kind,
        service=part.service,
        operation=part.operation,
        target=part.target,
        time_ns=charge.time_ns,
        share=_share(analysis, charge.time_ns),
        span=analysis.tree.spans[charge.span],
        headline=part.place,
        sentence=f"{took}; {_usual(charge, baseline)}.",
    )


def _usual(charge: Charge, baseline: Baseline | None) -> str:
    if baseline is None:
        return "that is at least half of the time, and there is no healthy trace to compare with"
    traces = "1 healthy trace" if baseline.count == 1 else f"{baseline.count} healthy traces"
    usual, highest = baseline.usual_ns.get(charge.part), baseline.highest_ns.get(charge.part)
    if not highest:
        return f"in {traces} it took no time at all"
    if baseline.count == 1:
        return f"in {traces} it took {figure(highest)}"
    return f"in {traces} it took {figure(usual or 0)}, at most {figure(highest)}"


def _blame_repetition(analysis: Analysis, run: Repetition) -> Blame:
    span = analysis.tree.spans[run.longest]
    parent = analysis.tree.spans[analysis.tree.parents[run.longest]]
    what = _noun(analysis, run)
    headline = f"in {run.count} {what} {label(span.service, span.name)}, one after another"
    return Blame(
        kind="repetition",
        service=span.service,
        operation=span.name,
        target="",
        time_ns=run.time_ns,
        share=_share(analysis, run.time_ns),
        span=span,
        headline=headline,
        sentence=(
            f"{label(parent.service, parent.name)} made {run.count} {what} "
            f"{label('', span.name)} one after another: {figure(run.time_ns)}."
        ),
    )


def _noun(analysis: Analysis, run: Repetition) -> str:
    span = analysis.tree.spans[run.longest]
    if first_of(span, DATABASE_KEYS):
        return "queries"
    return "calls" if span.kind == "client" else "runs of"


def _blame_failure(analysis: Analysis, failure: Failure) -> Blame:
    span = analysis.tree.spans[failure.origin]
    time_ns = analysis.times.duration(failure.origin)
    target = _called(analysis, failure.origin)
    return Blame(
        kind="error",
        service=span.service,
        operation=span.name,
        target=target,
        time_ns=time_ns,
        share=_share(analysis, min(time_ns, analysis.duration_ns)),
        span=span,
        headline=_call(analysis, failure.origin),
        sentence=_failure_sentence(analysis, failure),
        went_on=failure.went_on,
    )


def _called(analysis: Analysis, index: int) -> str:
    """Name whom a failed call was to; a database is named by the operation already."""
    tree = analysis.tree
    if first_of(tree.spans[index], DATABASE_KEYS):
        return ""
    return part_of(tree, index, kind_of_rest(tree, index)).target


def _call(analysis: Analysis, index: int) -> str:
    span, called = analysis.tree.spans[index], _called(analysis, index)
    return label(span.service, span.name) + (f" to {safe_text(called)}" if called else "")


def _failure_sentence(analysis: Analysis, failure: Failure) -> str:
    spans = analysis.tree.spans
    origin = spans[failure.origin]
    tries = f" {failure.tries} times" if failure.tries > 1 else ""
    reason = reason_of(origin)
    told = f" ({reason})" if reason else ""
    sentence = f"{_call(analysis, failure.origin)} failed{tries}{told}"
    names = [label(spans[i].service, spans[i].name) for i in failure.travelled]
    later = names.pop() if failure.went_on else ""
    if names:
        sentence += f", and with it {_listed(names)}"
    if later:
        reason = reason_of(spans[failure.travelled[-1]])
        sentence += f"; {later} went on, and failed later{f' ({reason})' if reason else ''}"
    if not analysis.failed:
        root = spans[analysis.tree.main]
        name = label(root.service, root.name)
        alike = name in (label(origin.service, origin.name), *names)
        sentence += f"; {'the whole' if alike else name} did not fail"
    return f"{sentence}."


def _listed(names: list[str]) -> str:
    if len(names) > MOST_NAMED:
        names = [*names[:2], f"{len(names) - 3} more", names[-1]]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
