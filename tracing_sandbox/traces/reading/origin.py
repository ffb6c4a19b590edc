"""Where the spans came from that begin a trace: from outside, or by a message within it.

A caller may send `traceparent` and report nothing itself: a balancer, a browser, curl.
"""

from collections.abc import Container
from typing import Any

from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace

HAS_IS_REMOTE = 0x100
IS_REMOTE = 0x200


def read_parent_is_remote(flags: Any) -> bool | None:
    """Tell from the flags of OTLP whether the parent is in another process; None if they do not.

    https://github.com/open-telemetry/opentelemetry-proto: SpanFlags
    """
    if type(flags) is str and flags.isdecimal() and len(flags) <= len(str(2**32)):
        flags = int(flags)
    if type(flags) is not int or not flags & HAS_IS_REMOTE:
        return None
    return bool(flags & IS_REMOTE)


def find_unreported_caller(trace: Trace) -> str | None:
    """Return the id of the span outside that called, where it alone is missing; else None.

    It is believed to be outside if the trace has no root, one absent parent, and all whose parent
    that is say that it is remote. Where something could not be read it may have been that.
    """
    ids = {span.span_id for span in trace.spans}
    if trace.bad_spans or any(_is_root(span, ids) for span in trace.spans):
        return None
    called = [span for span in trace.spans if span.parent_id and span.parent_id not in ids]
    callers = {span.parent_id for span in called}
    if len(callers) != 1 or not all(span.parent_is_remote for span in called):
        return None
    return callers.pop()


def _is_root(span: Span, ids: Container[str | None]) -> bool:
    return span.parent_id is None and not is_linked_job(span, ids)


def is_linked_job(span: Span, ids: Container[str | None]) -> bool:
    """Say whether a root took a message that another span of its trace had sent, by its link."""
    if span.kind != "consumer" or span.parent_id is not None:
        return False
    return any(link.trace_id == span.trace_id and link.span_id in ids for link in span.links)
