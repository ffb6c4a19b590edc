"""Hops at which a trace ends and another begins; each of the rules for that takes its own."""

from collections.abc import Iterator
from dataclasses import dataclass

from tracing_sandbox.doctor.case import Case
from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.edges import label_of
from tracing_sandbox.doctor.finding import Confidence, Finding, key_of, report
from tracing_sandbox.doctor.joining import CALLEE_TRACE, Joint
from tracing_sandbox.doctor.received import Received, context_received
from tracing_sandbox.traces.measuring.part import label
from tracing_sandbox.traces.reading.span import Span


@dataclass(frozen=True, slots=True)
class BrokenHop:
    """A request that began a trace of its own, the call that made it, and what came with it.

    `call` and `caller` are None where they are not known.
    """

    caller: str | None
    call: Span | None
    part: Span
    received: Received
    by: str
    confidence: Confidence

    @property
    def name(self) -> str:
        """Name the request in a sentence."""
        return label(self.part.service, self.part.name)

    @property
    def source(self) -> str:
        """Name the caller in a sentence."""
        return self.caller or "its caller"

    @property
    def evidence(self) -> tuple[str, ...]:
        """Say what shows it."""
        shown = [self.received.shown_by] if self.received.shown_by else []
        if self.call is None:
            return (*shown, f"{self.name} begins trace {self.part.trace_id}")
        call = f"{label(self.call.service, self.call.name)} (span {self.call.span_id})"
        joined = f"{call} in trace {self.call.trace_id} has no SERVER child; {self.name} begins"
        noted = self.call.attributes.get(CALLEE_TRACE)
        noted_by = (f"{CALLEE_TRACE} = {noted} on the call",) if noted else ()
        return (*shown, f"{joined} trace {self.part.trace_id}; {self.by}", *noted_by)


def broken_hops(chart: Chart) -> Iterator[BrokenHop]:
    """Yield each request that began a trace though it has a caller, or a context came with it."""
    joined = {key_of(joint.part): joint for joint in chart.joints}
    for root in chart.case.roots:
        if root.kind != "server" or not chart.is_open(root):
            continue
        joint = joined.get(key_of(root))
        received = context_received(root)
        if joint:
            yield _of_joint(chart.case, joint, received)
        elif received.shown_by:
            caller = _caller_of(chart.case, root, received)
            yield BrokenHop(caller, None, root, received, "", "likely")


def _of_joint(case: Case, joint: Joint, received: Received) -> BrokenHop:
    call, part = joint.call, joint.part
    if received.state == "unknown" and (part.service, "traceparent") in case.knowledge.captured:
        received = Received("none", "no traceparent among the headers that are captured")
    return BrokenHop(call.service, call, part, received, joint.by, joint.confidence)


def _caller_of(case: Case, root: Span, received: Received) -> str | None:
    """Name who called: the service of the trace that came, else the usual caller."""
    for span in case.of_trace.get(received.trace_id, ()):
        if span.kind == "client" and case.contains(span, root):
            return span.service
    callers = case.knowledge.callers_of(label_of(root))
    return next(iter(callers)) if len(callers) == 1 else None


def tell(hop: BrokenHop, rule: str, sentence: str, *evidence: str) -> Finding:
    """Build the finding of a broken hop."""
    spans = [hop.call, hop.part] if hop.call else [hop.part]
    return report(
        rule,
        sentence,
        (*hop.evidence, *evidence),
        spans,
        hop=(hop.caller, hop.part.service) if hop.caller else None,
        service=hop.part.service,
        confidence=hop.confidence,
    )
