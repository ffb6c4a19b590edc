"""How many spans of a trace failed; a call that was refused did not, unless its caller failed."""

from collections.abc import Iterable, Mapping

from tracing_sandbox.traces.judging.outcome import is_refusal
from tracing_sandbox.traces.measuring.part import first_of
from tracing_sandbox.traces.measuring.reason import HTTP_STATUS_KEYS
from tracing_sandbox.traces.reading.span import Span


def count_failed(spans: Iterable[Span]) -> int:
    """Count the spans that failed, but for refusals (4xx) that nobody above took for a failure.

    OpenTelemetry has a client's span end in an error for every 4xx; the server's span does not.
    """
    spans = list(spans)
    failed = [span for span in spans if span.error]
    by_id = {span.span_id: span for span in spans} if failed else {}
    return sum(not (_was_refused(span) and _is_unharmed_above(span, by_id)) for span in failed)


def _was_refused(span: Span) -> bool:
    return span.kind == "client" and is_refusal(first_of(span, HTTP_STATUS_KEYS))


def _is_unharmed_above(span: Span, by_id: Mapping[str, Span]) -> bool:
    seen = {span.span_id}
    above = by_id.get(span.parent_id or "")
    while above is not None and above.span_id not in seen:
        if above.error:
            return False
        seen.add(above.span_id)
        above = by_id.get(above.parent_id or "")
    return True
