"""Calls that were answered by somebody who has no span in the trace; several rules explain them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracing_sandbox.doctor.case import Case
from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.edges import label_of, service_in
from tracing_sandbox.doctor.finding import key_of
from tracing_sandbox.doctor.joining import CALLEE_TRACE
from tracing_sandbox.doctor.kinds import is_answered, process_of
from tracing_sandbox.doctor.ledger import BEGAN
from tracing_sandbox.traces.measuring.part import PEER_KEYS, address_of, first_of, label
from tracing_sandbox.traces.reading.span import Span

UNTRACED, SAMPLED = "app.callee.untraced", "app.callee.sampled"


@dataclass(frozen=True, slots=True)
class Gap:
    """A call without a SERVER span; `callee` is who answers it, or its address.

    `is_known` says that the callee is a service that usually reports spans there.
    """

    call: Span
    callee: str
    is_known: bool

    @property
    def name(self) -> str:
        """Name the call in a sentence."""
        return label(self.call.service, self.call.name)

    @property
    def shown(self) -> str:
        """Say that it was answered, and by no span."""
        return f"{self.name} (span {self.call.span_id}) was answered and has no SERVER child"

    @property
    def hop(self) -> tuple[str, str]:
        """Name both ends."""
        return (self.call.service, self.callee)


def open_gaps(chart: Chart) -> Iterator[Gap]:
    """Yield the calls that no rule has explained, but for those that nobody ever answers."""
    knowledge = chart.case.knowledge
    joined = {key_of(joint.call) for joint in chart.joints}
    for call in chart.case.unanswered:
        if key_of(call) in joined or not chart.is_open(call):
            continue
        if is_answered(call) and not knowledge.is_never_answered(call):
            yield to_gap(chart.case, call)


def to_gap(case: Case, call: Span) -> Gap:
    """Say who should have answered a call."""
    known = case.knowledge.callee_of(call)
    named = known or first_of(call, PEER_KEYS) or address_of(call) or "unknown"
    return Gap(call, named, known is not None)


def is_silent(gap: Gap) -> bool:
    """Say whether the answer was noted as nothing unusual, or not noted at all."""
    return not any(key in gap.call.attributes for key in (UNTRACED, SAMPLED, CALLEE_TRACE))


def would_be_noted(case: Case, gap: Gap) -> bool:
    """Say whether the caller would have noted an answer of another trace, or of none."""
    caller = process_of(gap.call)
    spans = case.of_trace[gap.call.trace_id]
    return any(BEGAN in span.attributes and process_of(span) == caller for span in spans)


def has_spans_of_callee(case: Case, gap: Gap) -> bool:
    """Say whether the service that was called has any span in the trace."""
    return any(span.service == gap.callee for span in case.of_trace[gap.call.trace_id])


def orphans_behind(chart: Chart, gap: Gap) -> Sequence[Span]:
    """List the requests in the same trace, during the call, whose caller's span is missing."""
    case = chart.case
    return [
        orphan
        for orphan in case.orphans_of.get(gap.call.trace_id, ())
        if orphan.kind == "server"
        and orphan.service != gap.callee
        and chart.is_open(orphan)
        and case.contains(gap.call, orphan)
    ]


def usual_behind(case: Case, gap: Gap) -> frozenset[str]:
    """Name the services that the callee of such a call usually calls."""
    return case.knowledge.callees_of(gap.callee) - {gap.call.service}


def usual_in_trace(case: Case, gap: Gap) -> frozenset[str]:
    """Name those of them that have a span in the trace."""
    there = {service_in(label_of(span)) for span in case.of_trace[gap.call.trace_id]}
    return usual_behind(case, gap) & there
