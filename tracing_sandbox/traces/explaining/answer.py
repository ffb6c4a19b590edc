"""The one sentence that says where the time went; terminal, page and `--json` give it first."""

from collections.abc import Sequence

from tracing_sandbox.traces.judging.baseline import Baseline
from tracing_sandbox.traces.judging.blame import Blame
from tracing_sandbox.traces.judging.peer import is_refusal, status_of
from tracing_sandbox.traces.judging.slowness import excess_ns, is_slow_all_over
from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.doubt import Doubt
from tracing_sandbox.traces.measuring.figures import Share, figure
from tracing_sandbox.traces.measuring.hidden import Sight
from tracing_sandbox.traces.measuring.job import Job
from tracing_sandbox.traces.measuring.part import Charge, label
from tracing_sandbox.traces.measuring.tree import NOBODY
from tracing_sandbox.traces.reading.safe_text import safe_text
from tracing_sandbox.traces.reading.span import Span


def answer_for(
    analysis: Analysis, sight: Sight, blame: Blame | None, baseline: Baseline | None
) -> str:
    """Say where the time on the critical path went, and what cannot be told of it."""
    if not analysis.is_complete:
        return _incomplete_answer(analysis, sight, blame)
    status = status_of(analysis)
    refusal = f"Refused with {status}. " if is_refusal(status) else ""
    return refusal + _complete_answer(analysis, sight, blame, baseline)


def _complete_answer(
    analysis: Analysis, sight: Sight, blame: Blame | None, baseline: Baseline | None
) -> str:
    if blame and blame.job:
        return _job_answer(analysis, blame)
    if blame and blame.kind not in ("error", "missing"):
        return _fault_answer(analysis, blame)
    where = _where(analysis, sight.charges)
    if blame and analysis.failed:
        lead = "Failed after a failure in" if blame.went_on else "Failed in"
        return f"{lead} {blame.headline}; took {where}."
    return f"{where}; {_verdict(analysis, blame, baseline)}."


def short_answer_for(analysis: Analysis, sight: Sight, blame: Blame | None) -> str:
    """Say the same in a few words, for a line of a list."""
    status = status_of(analysis)
    lead = f"refused with {status}: " if is_refusal(status) else ""
    lead = lead if analysis.is_complete else "incomplete: "
    if blame and blame.kind == "error":
        return f"{lead}{blame.headline} failed"
    if blame and blame.kind == "missing":
        return f"{lead}{blame.headline}"
    if blame:
        return f"{lead}{Share(blame.time_ns, analysis.duration_ns).part} {blame.headline}"
    if not sight.charges:
        return f"{lead}no time at all" if analysis.is_complete else f"{lead}cannot tell"
    top = sight.charges[0]
    return f"{lead}{Share(top.time_ns, analysis.duration_ns).part} {top.part.place}"


def _fault_answer(analysis: Analysis, blame: Blame) -> str:
    share = Share(blame.time_ns, analysis.duration_ns)
    doubt = "" if blame.certain else f", {_doubt(analysis, blame.span)}"
    part, whole = share.part, share.whole
    if part == whole:
        return f"All of {whole} {blame.headline}{doubt}."
    return (
        f"{part} of {whole} ({share.percent}) {blame.headline}{doubt}; "
        f"everything else took {share.rest}."
    )


def _job_answer(analysis: Analysis, blame: Blame) -> str:
    """Say of a request that was answered what became of the job that it left behind."""
    job = max(analysis.jobs, key=lambda each: _has(analysis, each, blame))
    consumer = analysis.tree.spans[job.consumer]
    part = "" if blame.kind == "queue" else f", {figure(blame.time_ns)} of it {blame.headline}"
    if blame.kind == "queue" and job.charges and job.charges[0].time_ns * 2 > job.run_ns:
        part = f", {figure(job.charges[0].time_ns)} of it {job.charges[0].part.place}"
    return (
        f"The request took {figure(analysis.duration_ns)}; its job "
        f"{label(consumer.service, consumer.name)} waited {figure(job.wait_ns)} in the queue "
        f"({safe_text(job.queue)}) and ran {figure(job.run_ns)}{part}."
    )


def _has(analysis: Analysis, job: Job, blame: Blame) -> tuple[bool, int]:
    spans = {job.consumer, *(charge.span for charge in job.charges)}
    return any(analysis.tree.spans[span] is blame.span for span in spans), job.end_ns


def _doubt(analysis: Analysis, span: Span) -> str:
    """Say what the trace does not show of the part that is named."""
    doubt = _doubt_about(analysis, span)
    if doubt is None:
        return "as far as the spans tell that are here"
    spans = analysis.tree.spans
    later = spans[doubt.parent if doubt.later == NOBODY else doubt.later]
    return f"if {label(later.service, later.name)} waited for it, which cannot be told"


def _doubt_about(analysis: Analysis, span: Span) -> Doubt | None:
    """Find the innermost doubt about a span on the path."""
    tree, times = analysis.tree, analysis.times
    if not analysis.doubts:
        return None
    index = next((each for each in tree.main_order if tree.spans[each] is span), NOBODY)
    above = set()
    while index != NOBODY:
        above.add(index)
        index = tree.parents[index]
    about = [
        doubt
        for doubt in analysis.doubts
        if doubt.parent in above
        and doubt.start_ns < times.ends[tree.main]
        and doubt.end_ns > span.start_ns + times.shifts[tree.main]
    ]
    return min(about, key=lambda doubt: doubt.end_ns - doubt.start_ns, default=None)


def _where(analysis: Analysis, charges: Sequence[Charge]) -> str:
    whole_ns = analysis.duration_ns
    if not charges:
        return figure(whole_ns)
    charge = charges[0]
    share = Share(charge.time_ns, whole_ns)
    part, whole = share.part, share.whole
    amount = "all of it" if part == whole else f"of which {part}"
    where = f"{whole}, {amount} {charge.part.place}"
    if charge.doubtful_ns * 2 < charge.time_ns:
        return where
    return f"{where}, {_doubt(analysis, analysis.tree.spans[charge.span])}"


def _verdict(analysis: Analysis, blame: Blame | None, baseline: Baseline | None) -> str:
    if blame:
        return blame.headline + ("" if blame.kind == "missing" else " failed on the way")
    if analysis.tree.spans[analysis.tree.main].status_unknown:
        return "its status is not known, so it may have failed"
    if baseline is None:
        return "there is no healthy trace to compare with"
    if is_slow_all_over(analysis.duration_ns, baseline):
        usual = figure(baseline.usual_whole_ns)
        return f"usually it takes {usual}, but {_why_unblamed(analysis, baseline)}"
    return "nothing out of line"


def _why_unblamed(analysis: Analysis, baseline: Baseline) -> str:
    """Say of a trace that took long why no part of it is at fault."""
    slowest = max(analysis.charges, key=lambda charge: excess_ns(charge, baseline))
    before_ns = baseline.highest_ns(slowest.part)
    excess_of_whole_ns = analysis.duration_ns - baseline.usual_whole_ns
    is_most = excess_ns(slowest, baseline) * 2 >= excess_of_whole_ns
    if is_most and before_ns * 2 >= slowest.time_ns:
        return f"{slowest.part.subject} has taken {figure(before_ns)} before"
    return "no one part is out of line"


def _incomplete_answer(analysis: Analysis, sight: Sight, blame: Blame | None) -> str:
    sentences = []
    missing = _what_is_missing(analysis)
    if analysis.tree.root_is_missing or analysis.tree.main in analysis.times.unfinished:
        sentences.append(f"Cannot tell how long the whole took: {missing}.")
        missing = ""
    sentences.append(_seen(analysis, sight, blame, missing))
    if blame and blame.kind == "error":
        sentences.append(f"{blame.headline} failed.")
    elif analysis.failed:
        sentences.append("It failed, but cannot tell where.")
    return " ".join(sentences)


def _seen(analysis: Analysis, sight: Sight, blame: Blame | None, missing: str) -> str:
    whole_ns = analysis.duration_ns
    if blame and blame.job:
        where = _job_answer(analysis, blame).removesuffix(".")
    elif blame and blame.kind != "error":
        where = f"{Share(blame.time_ns, whole_ns).part} of {figure(whole_ns)} {blame.headline}"
    else:
        where = _where(analysis, sight.charges)
    if not sight.hidden_ns:
        return f"{where}; this may not be all: {missing}." if missing else f"{where}."
    hidden = Share(sight.hidden_ns, whole_ns).part
    why = f": {missing}." if missing else "."
    if sight.charges and sight.hidden_ns < sight.charges[0].time_ns:
        return f"{where}; cannot tell where {hidden} went{why}"
    beneath = [f" Seen beneath: {figure(c.time_ns)} {c.part.place}." for c in sight.beneath[:1]]
    return f"Cannot tell where {hidden} of {figure(whole_ns)} went{why}{''.join(beneath)}"


def _what_is_missing(analysis: Analysis) -> str:
    tree, bad_ids = analysis.tree, {bad.span_id for bad in analysis.trace.bad_spans}
    unreadable = len(analysis.trace.bad_spans)
    lost = [_what_has_not_ended(analysis)] if analysis.times.unfinished else []
    if tree.orphans:
        first = tree.main if tree.main in tree.orphans else tree.orphans[0]
        name = label(tree.spans[first].service, tree.spans[first].name)
        more = len({tree.spans[index].parent_id for index in tree.orphans}) - 1
        why = "could not be read" if tree.spans[first].parent_id in bad_ids else "is missing"
        lost.append(f"the parent of {name} {why}" + (f", and {more} more" if more else ""))
        unreadable -= why == "could not be read"
    if tree.cut:
        span = tree.spans[tree.cut[0]]
        lost.append(f"{label(span.service, span.name)} is its own ancestor")
    if unreadable:
        lost.append(f"{unreadable} span{'s' if unreadable > 1 else ''} could not be read")
    return " and ".join(lost)


def _what_has_not_ended(analysis: Analysis) -> str:
    spans, unfinished, main = analysis.tree.spans, analysis.times.unfinished, analysis.tree.main
    first = spans[main if main in unfinished else unfinished[0]]
    more = f", nor have {len(unfinished) - 1} more" if len(unfinished) > 1 else ""
    return f"{label(first.service, first.name)} has not ended{more}"
