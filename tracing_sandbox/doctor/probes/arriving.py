"""Waits in Jaeger for what the canaries left: until each is whole, nothing more comes, or late."""

import time
from collections.abc import Collection, Iterator, Sequence

from tracing_sandbox.doctor.joining import CALLEE_TRACE
from tracing_sandbox.doctor.probes.parts import Left, find_left, is_asked
from tracing_sandbox.doctor.probes.request import Request
from tracing_sandbox.doctor.probes.sending import Sent
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.measuring.figures import SECOND
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace

FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 0.5
# An SDK sends its spans every five seconds, unless told otherwise (OTEL_BSP_SCHEDULE_DELAY).
SETTLED_AFTER_S = 5.5
MOST_TRACES = 200
CLOCK_TOLERANCE_NS = 2 * SECOND


def wait_for_left(
    client: JaegerClient, request: Request, sent: Sequence[Sent], deadline: float
) -> Sequence[Left]:
    """Ask until nothing more is to come, or until `deadline` (`time.monotonic`).

    Raises what `JaegerClient` raises.
    """
    left: Sequence[Left] = ()
    count, counted_at = -1, time.monotonic()
    for _ in pauses(deadline):
        left = find_left(request, sent, fetch(client, sent, left))
        spans = sum(len(each.spans) for each in left)
        if spans != count:
            count, counted_at = spans, time.monotonic()
        whole = all(is_whole(request, each) for each in left)
        if whole or time.monotonic() - counted_at > SETTLED_AFTER_S:
            break
    return left


def fetch(client: JaegerClient, sent: Sequence[Sent], left: Sequence[Left]) -> Sequence[Trace]:
    """Fetch what began since the first canary, and the traces that are named by their ids."""
    since = min(each.began_ns for each in sent) - CLOCK_TOLERANCE_NS
    found = {trace.trace_id: trace for trace in client.find_traces(limit=MOST_TRACES, since=since)}
    for trace_id in named_ids(sent, left) - set(found):
        trace = client.find_trace(trace_id)
        if trace:
            found[trace_id] = trace
    return list(found.values())


def named_ids(sent: Sequence[Sent], left: Sequence[Left]) -> set[str]:
    """Name the traces that canaries carry, that answers name, and that callers heard of."""
    carried = {trace_id for each in sent for trace_id in each.canary.trace_ids}
    answered = {each.trace_id for each in sent if each.trace_id}
    heard = {str(span.attributes[CALLEE_TRACE]) for span in calls_that_heard(left)}
    return carried | answered | heard


def calls_that_heard(left: Sequence[Left]) -> Iterator[Span]:
    """Yield the calls whose answer named another trace."""
    return (span for each in left for span in each.spans if CALLEE_TRACE in span.attributes)


def is_whole(request: Request, left: Left) -> bool:
    """Tell whether nothing more of a canary is to come.

    Of one that is not sampled nothing is: it was sent first, and its spans would be there.
    """
    if not left.sent.was_sent or not left.sent.is_sampled:
        return True
    return has_door(request, left) and not left.open_calls and not strays(left)


def has_door(request: Request, left: Left) -> bool:
    """Tell whether the service that was asked has reported: others may be faster with theirs."""
    if left.sent.trace_id:
        return any(span.trace_id == left.sent.trace_id for span in left.spans)
    ours = left.sent.canary.span_ids
    return any(span.parent_id in ours or is_asked(request, span) for span in left.spans)


def strays(left: Left) -> Collection[Span]:
    """List the spans whose parent is missing, but for those that a canary itself has called."""
    ours = left.sent.canary.span_ids
    return [span for span in left.case.orphans if span.parent_id not in ours]


def pauses(deadline: float) -> Iterator[None]:
    """Yield at once, then after growing pauses, and once more at the deadline."""
    pause = FIRST_PAUSE_S
    while True:
        yield
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            return
        time.sleep(min(pause, left_s))
        pause = min(pause * 1.5, LONGEST_PAUSE_S)
