"""The one sentence that says where the time went; terminal, page and `--json` give it first."""

from collections.abc import Sequence

from tracing_sandbox.traces.judging.baseline import Baseline
from tracing_sandbox.traces.judging.blame import Blame
from tracing_sandbox.traces.judging.peer import outcome_of
from tracing_sandbox.traces.judging.slowness import excess_ns, is_slow_all_over
from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.figures import Share, figure
from tracing_sandbox.traces.measuring.hidden import Sight
from tracing_sandbox.traces.measuring.part import Charge, label


def answer_for(
    analysis: Analysis, sight: Sight, blame: Blame | None, baseline: Baseline | None
) -> str:
    """Say where the time on the critical path went, and what cannot be told of it."""
    if not analysis.is_complete:
        return _incomplete_answer(analysis, sight, blame)
    if blame and blame.kind != "error":
        return _fault_answer(Share(blame.time_ns, analysis.duration_ns), blame.headline)
    where = _where(analysis.duration_ns, sight.charges)
    if blame and analysis.failed:
        lead = "Failed after a failure in" if blame.went_on else "Failed in"
        return f"{lead} {blame.headline}; took {where}."
    return f"{where}; {_refusal(analysis, ', ')}{_verdict(analysis, blame, baseline)}."


def short_answer_for(analysis: Analysis, sight: Sight, blame: Blame | None) -> str:
    """Say the same in a few words, for a line of a list."""
    lead = _refusal(analysis, ": ") if analysis.is_complete else "incomplete: "
    if blame and blame.kind == "error":
        return f"{lead}{blame.headline} failed"
    if blame:
        return f"{lead}{Share(blame.time_ns, analysis.duration_ns).part} {blame.headline}"
    if not sight.charges:
        return f"{lead}no time at all" if analysis.is_complete else f"{lead}cannot tell"
    top = sight.charges[0]
    return f"{lead}{Share(top.time_ns, analysis.duration_ns).part} {top.part.place}"


def _fault_answer(share: Share, place: str) -> str:
    if share.part == share.whole:
        return f"All of {share.whole} {place}."
    return (
        f"{share.part} of {share.whole} ({share.percent}) {place}; "
        f"everything else took {share.rest}."
    )


def _where(whole_ns: int, charges: Sequence[Charge]) -> str:
    if not charges:
        return figure(whole_ns)
    share = Share(charges[0].time_ns, whole_ns)
    amount = "all of it" if share.part == share.whole else f"of which {share.part}"
    return f"{share.whole}, {amount} {charges[0].part.place}"


def _refusal(analysis: Analysis, separator: str) -> str:
    outcome = outcome_of(analysis)
    return f"answered {outcome.status}{separator}" if outcome.was_refused else ""


def _verdict(analysis: Analysis, blame: Blame | None, baseline: Baseline | None) -> str:
    if blame:
        return f"{blame.headline} failed on the way"
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
    before_ns = baseline.highest_ns.get(slowest.part, 0)
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
    if blame and blame.kind != "error":
        where = f"{Share(blame.time_ns, whole_ns).part} of {figure(whole_ns)} {blame.headline}"
    else:
        where = _where(whole_ns, sight.charges)
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
