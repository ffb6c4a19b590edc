"""The one sentence that says where the time went; terminal, page and `--json` give it first."""

from collections.abc import Sequence

from tracing_sandbox.traces.explaining.missing_spans import what_is_missing
from tracing_sandbox.traces.explaining.uncertainty import doubt_of
from tracing_sandbox.traces.judging.baseline import Baseline
from tracing_sandbox.traces.judging.blame import TIMELESS, Blame
from tracing_sandbox.traces.judging.outcome import is_refusal, refused_within, status_of
from tracing_sandbox.traces.judging.slowness import excess_ns, is_slow_all_over
from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.figures import Share, figure
from tracing_sandbox.traces.measuring.hidden import Sight
from tracing_sandbox.traces.measuring.job import Job
from tracing_sandbox.traces.measuring.part import Charge, first_of, label
from tracing_sandbox.traces.measuring.reason import HTTP_STATUS_KEYS, reason_of
from tracing_sandbox.traces.reading.safe_text import safe_text

STATUS_UNKNOWN = "its status is not known, so it may have failed"


def answer_for(
    analysis: Analysis, sight: Sight, blame: Blame | None, baseline: Baseline | None
) -> str:
    """Say where the time on the critical path went, and what cannot be told of it."""
    if not analysis.is_complete:
        return _incomplete_answer(analysis, sight, blame)
    refusal = _refusal(analysis)
    lead = f"{_begun(refusal)}. " if refusal else ""
    return lead + _complete_answer(analysis, sight, blame, baseline)


def _refusal(analysis: Analysis) -> str:
    """Say that a request was refused, also where a form is shown again for it (3xx)."""
    status, within = status_of(analysis), refused_within(analysis)
    if is_refusal(status):
        return f"refused with {status}"
    if within is None or not status.startswith("3"):
        return ""
    refused = first_of(within, HTTP_STATUS_KEYS)
    return f"refused with {refused} by {label(within.service, within.name)}"


def _complete_answer(
    analysis: Analysis, sight: Sight, blame: Blame | None, baseline: Baseline | None
) -> str:
    unknown = f" {_begun(STATUS_UNKNOWN)}." if _is_unknown(analysis) else ""
    if blame and blame.job:
        return _job_answer(analysis, blame) + unknown
    if blame and blame.kind not in TIMELESS:
        return _fault_answer(analysis, blame) + unknown
    where = _where(analysis, sight.charges)
    if blame and analysis.failed:
        lead = "Failed after a failure in" if blame.went_on else "Failed in"
        return f"{lead} {blame.headline}; took {where}."
    return f"{where}; {_verdict(analysis, blame, baseline)}."


def _begun(clause: str) -> str:
    """Write a clause as the beginning of a sentence."""
    return f"{clause[0].upper()}{clause[1:]}"


def _is_unknown(analysis: Analysis) -> bool:
    return analysis.tree.spans[analysis.tree.main].status_unknown


def short_answer_for(analysis: Analysis, sight: Sight, blame: Blame | None) -> str:
    """Say the same in a few words, for a line of a list."""
    refusal = _refusal(analysis)
    lead = f"{refusal}: " if refusal else ""
    lead = lead if analysis.is_complete else "incomplete: "
    if blame and blame.kind == "error":
        return f"{lead}{blame.headline} failed"
    if blame and blame.kind in TIMELESS:
        return f"{lead}{blame.headline}"
    if blame:
        perhaps = "" if blame.certain else ", perhaps"
        took = Share(blame.time_ns, analysis.duration_ns).part
        return f"{lead}{figure(blame.time_ns) if blame.job else took} {blame.headline}{perhaps}"
    if not sight.charges:
        return f"{lead}no time at all" if analysis.is_complete else f"{lead}cannot tell"
    top = sight.charges[0]
    return f"{lead}{Share(top.time_ns, analysis.duration_ns).part} {top.part.place}"


def _fault_answer(analysis: Analysis, blame: Blame) -> str:
    share = Share(blame.time_ns, analysis.duration_ns)
    doubt = "" if blame.certain else f", {doubt_of(analysis, blame.span)}"
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
    seen = "What is seen of the request" if analysis.tree.root_is_missing else "The request"
    queue = f" in the queue ({safe_text(job.queue)})" if job.queue else " to be taken up"
    others = len(analysis.jobs) - 1
    more = f"; it left {others} more job{'s' if others > 1 else ''}" if others else ""
    return (
        f"{seen} took {figure(analysis.duration_ns)}; its job "
        f"{label(consumer.service, consumer.name)} waited {figure(job.wait_ns)}{queue} "
        f"and ran {figure(job.run_ns)}{_most_of(job, blame)}{more}."
    )


def _most_of(job: Job, blame: Blame) -> str:
    """Say what a job did for most of its time, if that was not its own work."""
    if blame.kind != "queue":
        at_own = blame.kind == "own" and blame.operation == job.name
        return "" if at_own else f", {figure(blame.time_ns)} of it {blame.headline}"
    top = job.charges[0] if job.charges else None
    if top is None or top.span == job.consumer or top.time_ns * 2 <= job.run_ns:
        return ""
    return f", {figure(top.time_ns)} of it {top.part.place}"


def _has(analysis: Analysis, job: Job, blame: Blame) -> tuple[bool, int]:
    spans = {job.consumer, *(charge.span for charge in job.charges)}
    return any(analysis.tree.spans[span] is blame.span for span in spans), job.end_ns


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
    return f"{where}, {doubt_of(analysis, analysis.tree.spans[charge.span])}"


def _verdict(analysis: Analysis, blame: Blame | None, baseline: Baseline | None) -> str:
    if blame:
        return blame.headline + (" failed on the way" if blame.kind == "error" else "")
    if _is_unknown(analysis):
        return STATUS_UNKNOWN
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
    missing = what_is_missing(analysis)
    if analysis.tree.root_is_missing or analysis.tree.main in analysis.times.unfinished:
        sentences.append(f"Cannot tell how long the whole took: {missing}.")
        missing = ""
    sentences.append(_seen(analysis, sight, blame, missing))
    if blame and blame.kind == "error":
        sentences.append(f"{blame.headline} failed.")
    elif analysis.failed:
        told = reason_of(analysis.tree.spans[analysis.tree.main])
        sentences.append(f"It failed{f' ({told})' if told else ''}, but cannot tell where.")
    return " ".join(sentences)


def _seen(analysis: Analysis, sight: Sight, blame: Blame | None, missing: str) -> str:
    whole_ns = analysis.duration_ns
    if blame and blame.job:
        where = _job_answer(analysis, blame).removesuffix(".")
    elif blame and blame.kind != "error":
        doubt = "" if blame.certain else f", {doubt_of(analysis, blame.span)}"
        part = Share(blame.time_ns, whole_ns).part
        where = f"{part} of {figure(whole_ns)} {blame.headline}{doubt}"
    else:
        where = _where(analysis, sight.charges)
    if not sight.hidden_ns:
        return f"{where}; this may not be all: {missing}." if missing else f"{where}."
    hidden = Share(sight.hidden_ns, whole_ns).part
    why = f": {missing}." if missing else "."
    if sight.charges and sight.hidden_ns < sight.charges[0].time_ns:
        return f"{where}; cannot tell where {hidden} went{why}"
    beneath = [
        f" Seen beneath: {figure(min(each.time_ns, sight.hidden_ns))} {each.part.place}."
        for each in sight.beneath[:1]
    ]
    return f"Cannot tell where {hidden} of {figure(whole_ns)} went{why}{''.join(beneath)}"
