"""The spans that failed, without those whose request was only refused."""

from collections.abc import Iterable

from tracing_sandbox.traces.judging.peer import is_refusal
from tracing_sandbox.traces.measuring.part import first_of
from tracing_sandbox.traces.measuring.reason import HTTP_STATUS_KEYS
from tracing_sandbox.traces.reading.span import Span


def count_failed(spans: Iterable[Span]) -> int:
    """Count the spans that failed.

    A client's span is an error at any answer of 4xx, by convention. Where its caller took that for
    an answer, the request was refused, and nothing failed.
    """
    failed = [span for span in spans if span.error]
    ids = {span.span_id for span in failed}
    return sum(not _was_refused(span) or span.parent_id in ids for span in failed)


def _was_refused(span: Span) -> bool:
    is_call = span.kind == "client" and span.parent_id is not None
    return is_call and is_refusal(first_of(span, HTTP_STATUS_KEYS))
