"""Why a process's spans are missing: lost to a full queue, to a kill, never ended, or unknown."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracing_sandbox.doctor.case import Case
from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.circumstances import When, cut_line
from tracing_sandbox.doctor.edges import label_of, service_in
from tracing_sandbox.doctor.finding import Confidence, Finding, report
from tracing_sandbox.doctor.gap import to_gap
from tracing_sandbox.doctor.ledger import BEGAN, Loss
from tracing_sandbox.traces.reading.span import Span

QUEUE_FULL = re.compile(r"queue (?:is )?full|dropping (?:span|trace)", re.IGNORECASE)
ENOUGH_FOR_A_BATCH = 2


class Cause(NamedTuple):
    """A rule, how sure it is, and what else shows it."""

    rule: str
    confidence: Confidence
    evidence: tuple[str, ...] = ()


def cause_of(case: Case, loss: Loss) -> Cause:
    """Decide why spans are missing, by what was logged, else by which of them are."""
    logged = full_queue_of(case, loss.process.service, loss.spans)
    if logged and logged.confidence == "certain":
        return logged
    cause = _cause_by_which(case, loss)
    return logged if logged and cause.rule == "spans-lost" else cause


def full_queue_of(case: Case, service: str, spans: Sequence[Span]) -> Cause | None:
    """Find in a service's log that its queue was full while these spans of a trace went on.

    A line of about that time is one too, though less certain: the SDK logs it seldom.
    """
    began_ns, ended_ns = min(s.start_ns for s in spans), max(s.end_ns for s in spans)
    when, known = When(spans[0].trace_id, began_ns, ended_ns), case.circumstances
    if line := known.line_of(service, [QUEUE_FULL], when):
        return Cause("spans-dropped", "certain", (f"{service} logged: {cut_line(line)}",))
    if line := known.line_near(service, [QUEUE_FULL], when):
        return Cause("spans-dropped", "likely", (f"{service} logged then: {cut_line(line)}",))
    return None


def _cause_by_which(case: Case, loss: Loss) -> Cause:
    lost, kept = missing_labels(case, loss), {label_of(span) for span in loss.spans}
    places = case.knowledge.ends
    lost_at = sorted(places[each] for each in lost if each in places)
    kept_at = sorted(places[each] for each in kept if each in places)
    if loss.is_rootless:
        return _rootless(lost_at, kept_at)
    if loss.least == 1:
        return Cause("span-never-ended", "likely") if loss.parents else _lost(loss)
    if loss.least >= ENOUGH_FOR_A_BATCH and not _is_scattered(lost_at, kept_at):
        return Cause("spans-dropped", "likely")
    return _lost(loss)


def _lost(loss: Loss) -> Cause:
    return Cause("spans-lost", "certain" if loss.is_counted else "likely")


def _rootless(lost_at: Sequence[float], kept_at: Sequence[float]) -> Cause:
    """Take it for a kill where all that is missing ended after all that is there."""
    if lost_at and kept_at and lost_at[0] < kept_at[-1]:
        return Cause("spans-lost", "likely")
    return Cause("killed-before-flush", "likely")


def _is_scattered(lost_at: Sequence[float], kept_at: Sequence[float]) -> bool:
    """Say whether spans that are there ended between those that are missing."""
    if len(lost_at) < ENOUGH_FOR_A_BATCH:
        return False
    return any(lost_at[0] < each < lost_at[-1] for each in kept_at)


def missing_labels(case: Case, loss: Loss) -> frozenset[str]:
    """Name the spans of a service that usually stand beneath or above those there, and do not."""
    knowledge, service = case.knowledge, loss.process.service
    there = {label_of(span) for span in loss.spans}
    missing: set[str] = set()
    waiting = list(there)
    while waiting:
        each = waiting.pop()
        usual = knowledge.children_of(each)
        if loss.orphans:
            usual |= knowledge.parents_of(each)
        for other in usual:
            if service_in(other) == service and other not in there and other not in missing:
                missing.add(other)
                waiting.append(other)
    return frozenset(missing)


def claimed_by(case: Case, loss: Loss) -> list[Span]:
    """List what the loss accounts for: requests that it made, and the call that it served.

    A call among its orphans may have another reason to have no answer.
    """
    return [*_requests_of(case, loss), *calls_to(case, loss)]


def _requests_of(case: Case, loss: Loss) -> list[Span]:
    """List the requests without a caller's span that this process seems to have made."""
    return [
        orphan
        for orphan in case.orphans_of.get(loss.trace_id, ())
        if orphan.kind == "server" and _may_have_called(case, loss, orphan)
    ]


def _may_have_called(case: Case, loss: Loss, request: Span) -> bool:
    if request.service == loss.process.service:
        return False
    callers = case.knowledge.callers_of(label_of(request))
    return loss.process.service in callers if callers else True


def calls_to(case: Case, loss: Loss) -> list[Span]:
    """List the calls whose SERVER span is the local root that is missing."""
    if not loss.is_rootless:
        return []
    return [
        call
        for call in case.unanswered_of.get(loss.trace_id, ())
        if call.service != loss.process.service
        and to_gap(case, call).callee in _names(case, call, loss)
        and any(case.contains(call, orphan) for orphan in loss.orphans)
    ]


def _names(case: Case, call: Span, loss: Loss) -> set[str]:
    """Give the names under which the callee may be known: any, where it is not known."""
    gap = to_gap(case, call)
    return {loss.process.service} if gap.is_known else {gap.callee}


def without_caller(chart: Chart) -> Iterator[tuple[Span, str | None]]:
    """List requests whose caller's span is missing for no reason yet, each with its usual caller.

    That is None where nobody is known to make them, or several are.
    """
    for orphan in chart.case.orphans:
        if orphan.kind in ("server", "consumer") and chart.is_open(orphan):
            callers = chart.case.knowledge.callers_of(label_of(orphan))
            yield orphan, next(iter(callers)) if len(callers) == 1 else None


def tell(chart: Chart, loss: Loss, cause: Cause, sentence: str) -> Finding:
    """Build the finding of a loss."""
    counted = []
    if loss.began is not None and loss.began > (loss.there or 0):
        roots = ", ".join(span.span_id for span in loss.spans if BEGAN in span.attributes)
        counted.append(f"{BEGAN} = {loss.began} on {roots}; {loss.there} of them are there")
    orphaned = [f"span {each} is missing and has children" for each in sorted(loss.parents)]
    names = sorted(missing_labels(chart.case, loss))
    usual = [f"usually there and missing now: {', '.join(names)}"] if names else []
    spans = [*loss.orphans] or [s for s in loss.spans if BEGAN in s.attributes] or loss.spans[:1]
    return report(
        cause.rule,
        sentence,
        (*counted, *orphaned, *usual, *cause.evidence),
        spans,
        service=loss.process.service,
        confidence=cause.confidence,
        explains=claimed_by(chart.case, loss),
    )


def losses_by(chart: Chart, rule: str) -> list[tuple[Loss, Cause]]:
    """List the losses that a rule explains."""
    judged = [(loss, cause_of(chart.case, loss)) for loss in chart.losses]
    return [(loss, cause) for loss, cause in judged if cause.rule == rule]


def how_many(loss: Loss) -> str:
    """Write how many spans are missing."""
    at_least = "" if loss.is_counted else "at least "
    plural = "" if loss.least == 1 else "s"
    return f"{at_least}{loss.least} span{plural}"
