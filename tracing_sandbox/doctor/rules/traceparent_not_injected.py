"""A request without a call: the caller's client makes no span and sends no context."""

from collections.abc import Iterator, Sequence

from tracing_sandbox.doctor.case import Case
from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.edges import label_of, service_in
from tracing_sandbox.doctor.finding import Confidence, Finding, report
from tracing_sandbox.doctor.kinds import REQUEST_ID
from tracing_sandbox.doctor.received import context_received
from tracing_sandbox.traces.measuring.part import label
from tracing_sandbox.traces.reading.span import Span


def find_traceparent_not_injected(chart: Chart) -> Iterator[Finding]:
    """Name each hop that a bare client makes."""
    joined = {joint.part.span_id for joint in chart.joints}
    for root in chart.case.roots:
        if root.kind != "server" or not chart.is_open(root) or root.span_id in joined:
            continue
        if context_received(root).state not in ("none", "unknown"):
            continue
        if caller := _by_request_id(chart.case, root):
            yield _tell(caller, root, "both carry one request id", "certain")
        elif caller := _by_place(chart.case, root):
            yield _tell(caller, root, "it fits in place and time, and nothing else does", "likely")


def _tell(caller: Span, root: Span, by: str, confidence: Confidence) -> Finding:
    name = label(root.service, root.name)
    return report(
        "traceparent-not-injected",
        f"{name} began a trace of its own: {caller.service} called it with a client that makes "
        "no span and sends no context.",
        (
            f"{label(caller.service, caller.name)} in trace {caller.trace_id} has no CLIENT span "
            "for the call",
            f"{name} begins trace {root.trace_id} meanwhile; {by}",
        ),
        [caller, root],
        hop=(caller.service, root.service),
        confidence=confidence,
    )


def _by_request_id(case: Case, root: Span) -> Span | None:
    """Find the closest request around it that has its id, in another trace."""
    wanted = root.attributes.get(REQUEST_ID)
    if not wanted:
        return None
    around = [
        server
        for server in case.by_request_id.get(str(wanted), ())
        if server.attributes.get(REQUEST_ID) == wanted
        and server.trace_id != root.trace_id
        and case.contains(server, root)
    ]
    server = min(around, key=lambda each: each.duration_ns, default=None)
    return None if server is None else _innermost(case, server, root)


def _innermost(case: Case, server: Span, root: Span) -> Span:
    """Find the deepest step of the caller's that was open all the while."""
    steps = [
        span
        for span in case.beneath(server)
        if span.service == server.service and span.kind == "internal" and case.contains(span, root)
    ]
    return min(steps, key=lambda each: each.duration_ns, default=server)


def _by_place(case: Case, root: Span) -> Span | None:
    """Find the one span that usually makes this call, was open meanwhile, and has not made it."""
    if label_of(root) in case.knowledge.roots:
        return None
    found = [
        span
        for calls in [case.knowledge.parents_of(label_of(root))]
        for call in calls
        if service_in(call) != root.service
        for span in _without(case, call)
        if span.trace_id != root.trace_id and case.contains(span, root)
    ]
    return found[0] if len(found) == 1 else None


def _without(case: Case, call: str) -> Sequence[Span]:
    """List the spans beneath which such a call usually is, and is not."""
    makers = case.knowledge.parents_of(call)
    return [
        span
        for span in case.spans
        if label_of(span) in makers and all(label_of(c) != call for c in case.children(span))
    ]
