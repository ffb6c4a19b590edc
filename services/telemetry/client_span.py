"""What a client span should say of the answer: where the callee did not go on with our trace."""

from opentelemetry.trace import Span, format_trace_id
from requests import PreparedRequest, Response

from telemetry.traceparent import READABLE

RESPONSE_HEADER = "traceresponse"
SAMPLED = 0x01


def note_callee(span: Span, _request: PreparedRequest, response: Response) -> None:
    """Note what the callee says of its trace, unless that is ours and as sampled as ours.

    The hook of requests' instrumentation. `traceresponse` names the trace as `traceparent` does.
    """
    if not span.is_recording():
        return
    answered = response.headers.get(RESPONSE_HEADER, "")
    if not READABLE.fullmatch(answered):
        span.set_attribute("app.callee.untraced", True)
        return
    _version, trace_id, _span_id, flags = answered.split("-")[:4]
    ours = span.get_span_context()
    if trace_id != format_trace_id(ours.trace_id):
        span.set_attribute("app.callee.trace_id", trace_id)
    if ours.trace_flags.sampled and not int(flags, 16) & SAMPLED:
        span.set_attribute("app.callee.sampled", False)
