"""Waiting until a trace has arrived in Jaeger as a whole; `explain` comes after it."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.reading.origin import find_unreported_caller
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace

FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 0.4
SETTLED_AFTER_S = 1.5
# An SDK sends its spans every five seconds, unless told otherwise (OTEL_BSP_SCHEDULE_DELAY).
EXPECTED_WITHIN_S = 6.0
LATE_AFTER_S = 3.0
HTTP_KEYS = ("http.request.method", "http.method", "url.full", "http.url")
BEGAN = "app.spans.began"
STATUS_KEYS = ("http.response.status_code", "http.status_code")


@dataclass(frozen=True, slots=True)
class Arrival:
    """What had arrived when the waiting ended; `trace` is None if nothing had."""

    trace: Trace | None
    whole: bool


def _say_nothing() -> None:
    """Leave it unsaid that a trace is late."""


def wait_for_whole_trace(
    client: JaegerClient,
    trace_id: str,
    deadline_s: float,
    say_late: Callable[[], None] = _say_nothing,
) -> Arrival:
    """Ask Jaeger until the trace is whole, has settled unfinished, or `deadline_s` is over.

    Settled: the number of spans has not changed in 1.5 s of pauses. It ends so where a part never
    comes, such as the server span of a service that is down. What must exist, such as the server
    span of a call that was answered, has 6 s: its service may be slow to send it. Only then is a
    caller believed to have reported nothing: until then the first spans of an inner service look
    the same. `say_late` is called once, when nothing has come for 3 s. Raises what `JaegerClient`
    raises.
    """
    trace, is_late = None, False
    count, counted_at = 0, 0.0
    for paused_s in _pauses(deadline_s):
        trace = client.find_trace(trace_id)
        if trace is None:
            if paused_s >= LATE_AFTER_S and not is_late:
                is_late = True
                say_late()
            continue
        if is_whole(trace):
            return Arrival(trace, whole=True)
        if len(trace.spans) != count:
            count, counted_at = len(trace.spans), paused_s
        elif paused_s - counted_at >= _patience_s(trace):
            break
    return Arrival(trace, whole=trace is not None and lacks_only_its_caller(trace))


def is_whole(trace: Trace) -> bool:
    """Say whether a root is there, every parent, and a SERVER child of every HTTP CLIENT.

    Where a process has counted the spans that it began (`app.spans.began`), these as well.
    """
    return _has_every_parent(trace) and not _unserved_calls(trace) and _has_all_counted(trace)


def has_what_it_tells_of(trace: Trace) -> bool:
    """Say of a trace that has settled whether all is there that must be.

    That is all of a whole trace, but for the server spans of calls that were not answered.
    """
    answered = any(_has_any(span, STATUS_KEYS) for span in _unserved_calls(trace))
    return _has_every_parent(trace) and not answered and _has_all_counted(trace)


def lacks_only_its_caller(trace: Trace) -> bool:
    """Say of a trace that has settled whether it is whole but for a caller that reports nothing."""
    return find_unreported_caller(trace) is not None and not _unserved_calls(trace)


def has_settled(trace: Trace, ended: datetime, now: datetime) -> bool:
    """Say of an unfinished trace whether it stays so: nothing in it has ended for too long.

    For whoever looks now and then, and has not seen when the last span came. `ended` is when the
    request was answered: the spans that were open until then end with it, and come last.
    """
    newest_s = max((span.end_ns / 1e9 for span in trace.spans), default=0.0)
    return now.timestamp() - max(ended.timestamp(), newest_s) > _patience_s(trace)


def _patience_s(trace: Trace) -> float:
    """Return how long to wait for the next span of an unfinished trace."""
    answered = any(_has_any(span, STATUS_KEYS) for span in _unserved_calls(trace))
    return EXPECTED_WITHIN_S if answered or not _has_every_parent(trace) else SETTLED_AFTER_S


def _has_every_parent(trace: Trace) -> bool:
    ids = {span.span_id for span in trace.spans}
    parents = {span.parent_id for span in trace.spans}
    return None in parents and parents - {None} <= ids


def _unserved_calls(trace: Trace) -> list[Span]:
    served = {span.parent_id for span in trace.spans if span.kind == "server"}
    return [
        span
        for span in trace.spans
        if span.kind == "client" and _has_any(span, HTTP_KEYS) and span.span_id not in served
    ]


def _has_all_counted(trace: Trace) -> bool:
    began = ((span, span.attributes.get(BEGAN)) for span in trace.spans)
    return not any(
        isinstance(count, int) and _count_local(trace, root) < count for root, count in began
    )


def _count_local(trace: Trace, root: Span) -> int:
    """Count a local root and the spans of its service beneath it."""
    children: dict[str | None, list[Span]] = {}
    for span in trace.spans:
        children.setdefault(span.parent_id, []).append(span)
    waiting, count = [root], 0
    while waiting:
        span = waiting.pop()
        count += 1
        beneath = children.get(span.span_id, ())
        waiting += [child for child in beneath if child.service == root.service]
    return count


def _has_any(span: Span, keys: Iterable[str]) -> bool:
    return any(key in span.attributes for key in keys)


def _pauses(deadline_s: float) -> Iterator[float]:
    """Yield at once, then after growing pauses, and once more at the deadline: the pauses' sum.

    Time in which the machine stood still is in no pause: no span could come in it either.
    """
    start = time.monotonic()
    pause, paused_s = FIRST_PAUSE_S, 0.0
    while True:
        yield paused_s
        left = start + deadline_s - time.monotonic()
        if left <= 0:
            return
        step = min(pause, left)
        time.sleep(step)
        paused_s += step
        pause = min(pause * 1.5, LONGEST_PAUSE_S)
