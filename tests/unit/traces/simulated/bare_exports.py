"""The same traces as poorer exports show them: without kinds, statuses and attributes."""

from dataclasses import replace

from tracing_sandbox.traces.reading.span import NO_ATTRIBUTES, Span
from tracing_sandbox.traces.reading.trace import Trace


def strip(trace: Trace) -> Trace:
    """Take away kinds, attributes and statuses; who called whom is still seen by the services."""
    return replace(trace, spans=tuple(_bare(span) for span in trace.spans))


def _bare(span: Span) -> Span:
    return replace(
        span,
        kind="internal",
        error=False,
        status_message="",
        attributes=NO_ATTRIBUTES,
    )


def strip_calls(trace: Trace) -> Trace:
    """Take away the callers' spans as well: whoever is called stands right below who calls."""
    answered = {span.parent_id for span in trace.spans if span.kind == "server"}
    calls = {
        span.span_id: span.parent_id
        for span in trace.spans
        if span.kind == "client" and span.span_id in answered
    }
    kept = (span for span in trace.spans if span.span_id not in calls)
    lifted = (
        replace(_bare(span), parent_id=calls.get(span.parent_id or "", span.parent_id))
        for span in kept
    )
    return replace(trace, spans=tuple(lifted))
