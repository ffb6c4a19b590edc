"""The judgement on a trace: is anything wrong, and if so what; `explain` puts it into words."""

from tracing_sandbox.traces.judging.baseline import Baseline
from tracing_sandbox.traces.judging.blame import Blame
from tracing_sandbox.traces.judging.culprit import find_culprit
from tracing_sandbox.traces.judging.failure import Failure, find_failure
from tracing_sandbox.traces.judging.group import Group
from tracing_sandbox.traces.judging.missing import find_missing
from tracing_sandbox.traces.judging.peer import MeasuredJob, Peer
from tracing_sandbox.traces.judging.repetition import Repetition, find_repetition
from tracing_sandbox.traces.judging.slowness import Slow, find_slow, is_slow_all_over
from tracing_sandbox.traces.judging.unawaited import Unawaited, find_unawaited
from tracing_sandbox.traces.judging.wording.delay import blame_job, blame_slow
from tracing_sandbox.traces.judging.wording.failure import add_failure, blame_failure
from tracing_sandbox.traces.judging.wording.pattern import (
    blame_missing,
    blame_repetition,
    blame_unawaited,
)
from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.hidden import Sight
from tracing_sandbox.traces.measuring.kinship import Likeness, likeness

NO_FAILURES: frozenset[Likeness] = frozenset()


def judge(analysis: Analysis, sight: Sight, baseline: Baseline | None = None) -> Blame | None:
    """Find the one thing that is wrong, if anything is.

    A failure of the root comes first, then what took too long, in the request or in a job that it
    left behind, then a failure that did not reach the root (before a delay that did not make the
    whole longer than healthy ones are), then what was left out or, with no healthy trace, what was
    done again and again. What was put off comes before a delay that took less. What missing spans
    hide is not judged.
    """
    failure = find_failure(analysis, baseline.failures if baseline else NO_FAILURES)
    if failure and _is_hidden(analysis, sight, failure):
        failure = None
    culprit = find_culprit(analysis, failure, baseline) if failure else None
    if failure and analysis.failed:
        return blame_failure(analysis, failure, culprit)
    delay = judge_delay(analysis, sight, baseline)
    unawaited = find_unawaited(analysis, baseline) if baseline and not failure else None
    if baseline and unawaited and _outweighs(unawaited, delay):
        return blame_unawaited(analysis, unawaited, baseline)
    if delay and not (failure and _is_as_quick_as_ever(analysis, delay, baseline)):
        return add_failure(analysis, delay, failure) if failure else delay
    if failure:
        return blame_failure(analysis, failure, culprit)
    if baseline is None:
        return _judge_repetition(analysis, sight)
    missing = find_missing(analysis, baseline)
    return blame_missing(analysis, missing, baseline) if missing else None


def _is_hidden(analysis: Analysis, sight: Sight, failure: Failure) -> bool:
    times = analysis.times
    return sight.hides(times.starts[failure.origin], times.ends[failure.origin])


def _outweighs(unawaited: Unawaited, delay: Blame | None) -> bool:
    """Say whether what was put off ended later after the answer than a delay took."""
    return delay is None or delay.excess_ns < unawaited.late_ns


def _is_as_quick_as_ever(analysis: Analysis, delay: Blame, baseline: Baseline | None) -> bool:
    """Say whether a delay in the request did not make it longer than healthy ones are."""
    if delay.job or baseline is None:
        return False
    return not is_slow_all_over(analysis.duration_ns, baseline)


def judge_delay(analysis: Analysis, sight: Sight, baseline: Baseline | None) -> Blame | None:
    """Find what took too long, whether or not anything failed: in the request or in a job of it."""
    return _judge_request(analysis, sight, baseline) or _judge_jobs(analysis, baseline)


def _judge_request(analysis: Analysis, sight: Sight, baseline: Baseline | None) -> Blame | None:
    totals = Peer(analysis).totals_ns if baseline and _is_late(analysis, baseline) else {}
    slow = find_slow(sight.charges, analysis.duration_ns, baseline, totals)
    if slow is None and baseline is None:
        return None
    run = _find_repetition(analysis, baseline)
    if run and not sight.hidden_ns and run.time_ns >= _rival_ns(slow):
        return blame_repetition(analysis, run)
    return blame_slow(analysis, slow, baseline) if slow else None


def _find_repetition(analysis: Analysis, baseline: Baseline | None) -> Repetition | None:
    if baseline is None:
        return find_repetition(analysis)
    return find_repetition(analysis, baseline.repeats, spread=1.5 if baseline.is_enough else 2.0)


def _judge_repetition(analysis: Analysis, sight: Sight) -> Blame | None:
    """Find a repetition that nothing else outweighs, without a healthy trace to compare with."""
    run = None if sight.hidden_ns else find_repetition(analysis)
    return blame_repetition(analysis, run) if run else None


def _rival_ns(slow: Slow | None) -> int:
    """Say how long a repetition must have taken to be told instead: a group is partly usual."""
    if slow is None:
        return 0
    return slow.excess_ns if isinstance(slow.key, Group) else slow.time_ns


def _is_late(analysis: Analysis, baseline: Baseline) -> bool:
    return analysis.duration_ns > baseline.usual_whole_ns


def _judge_jobs(analysis: Analysis, baseline: Baseline | None) -> Blame | None:
    """Judge the jobs that the request left in a queue, each by what like jobs took."""
    found = []
    for job in analysis.jobs:
        alike = likeness(analysis.tree.spans[job.consumer])
        usual = baseline.of_jobs(alike) if baseline else None
        if baseline and usual is None:
            continue
        measured = MeasuredJob(analysis, job)
        slow = find_slow(measured.charges, measured.duration_ns, usual, measured.totals_ns)
        if slow:
            found.append(blame_job(analysis, job, slow, usual))
    return max(found, key=lambda blame: blame.excess_ns, default=None)
