"""Waiting until a trace has arrived in Jaeger as a whole; `explain` comes after it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from traces.jaeger import JaegerClient
from traces.span import Span
from traces.trace import Trace

FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 0.4
SETTLED_AFTER_S = 1.5
HTTP_KEYS = ("http.request.method", "http.method", "url.full", "http.url")


@dataclass(frozen=True, slots=True)
class Arrival:
    """What had arrived when the waiting ended; `trace` is None if nothing had."""

    trace: Trace | None
    whole: bool


def wait_for_whole_trace(client: JaegerClient, trace_id: str, deadline_s: float) -> Arrival:
    """Ask Jaeger until the trace is whole, has settled unfinished, or `deadline_s` is over.

    Settled: the number of spans has not changed for 1.5 s. It ends so where a part never comes,
    such as the server span of a service that is down. Raises what `JaegerClient` raises.
    """
    trace = None
    count, counted_at = 0, time.monotonic()
    for now in _moments(deadline_s):
        trace = client.find_trace(trace_id)
        if trace is None:
            continue
        if is_whole(trace):
            return Arrival(trace, whole=True)
        if len(trace.spans) != count:
            count, counted_at = len(trace.spans), now
        elif now - counted_at >= SETTLED_AFTER_S:
            break
    return Arrival(trace, whole=False)


def is_whole(trace: Trace) -> bool:
    """Say whether a root is there, every parent, and a SERVER child of every HTTP CLIENT."""
    ids = {span.span_id for span in trace.spans}
    parents = {span.parent_id for span in trace.spans}
    served = {span.parent_id for span in trace.spans if span.kind == "server"}
    calls = {span.span_id for span in trace.spans if _is_http_call(span)}
    return None in parents and parents - {None} <= ids and calls <= served


def _is_http_call(span: Span) -> bool:
    return span.kind == "client" and any(key in span.attributes for key in HTTP_KEYS)


def _moments(deadline_s: float) -> Iterator[float]:
    """Yield the time at once, then after growing pauses, and once more at the deadline."""
    start = time.monotonic()
    pause = FIRST_PAUSE_S
    while True:
        now = time.monotonic()
        yield now
        left = start + deadline_s - time.monotonic()
        if left <= 0:
            return
        time.sleep(min(pause, left))
        pause = min(pause * 1.5, LONGEST_PAUSE_S)
