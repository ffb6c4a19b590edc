"""The trace of an order's own request, on the order's page: sent after the rest, once it is whole.

The page's answer is streamed. What became of the order goes out at once; then this waits for the
trace, for a few seconds at most. No script is needed, and nothing of it shows in any trace.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import BoundedSemaphore, Lock
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone

from tracing_sandbox.pages.explaining import describe_explained, explain_trace
from tracing_sandbox.pages.jaeger import open_jaeger
from tracing_sandbox.traces.jaeger.arrival import wait_for_whole_trace
from web.edge.problem import ProblemError

log = logging.getLogger(__name__)

LONGEST_WAIT_S = 6.0
ARRIVES_WITHIN = timedelta(seconds=30)
# Each holds one of the shop's threads; whoever comes when all wait gets a link instead.
MOST_WAITING = 4
PLACE = "<!-- trace -->"

TEMPLATE = "tracing_sandbox/of_order.html"
BUSY = "Many are looking at their traces just now, so this one is not shown here."
UNEXPECTED = "Its trace cannot be shown: something went wrong here. The log says what."

_places = BoundedSemaphore(MOST_WAITING)
# One at a time: to explain a trace is work, and orders are more urgent.
_explaining = Lock()


def answer_with_trace(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    trace_id: str,
    asked_at: datetime,
) -> HttpResponseBase:
    """Answer with a page, and then with the trace where its template has `{{ trace_place }}`.

    `asked_at` is when the traced request began: only a young trace is waited for.
    """
    page = render_to_string(template, {**context, "trace_place": PLACE}, request)
    before, _, after = page.partition(PLACE)
    if request.method == "HEAD" or not trace_id:
        return HttpResponse(before + after)
    wait_s = LONGEST_WAIT_S if timezone.now() - asked_at < ARRIVES_WITHIN else 0.0
    return StreamingHttpResponse(stream(before, after, trace_id, wait_s))


def stream(before: str, after: str, trace_id: str, wait_s: float) -> Iterator[str]:
    """Yield the page as it is known, then the trace and the rest of the page."""
    opening = render_to_string("tracing_sandbox/waiting.html")
    yield before + opening
    yield render_to_string(TEMPLATE, find_context(trace_id, wait_s)) + after


def find_context(trace_id: str, wait_s: float) -> dict[str, Any]:
    """Return what there is to show of the trace, or why there is nothing; never raises."""
    if not _places.acquire(blocking=False):
        return {"trace_id": trace_id, "why": BUSY}
    try:
        return {"trace_id": trace_id, **wait_for_context(trace_id, wait_s)}
    except ProblemError as problem:
        return {"trace_id": trace_id, "why": problem.detail}
    except Exception:
        log.exception("the trace of an order cannot be shown")
        return {"trace_id": trace_id, "why": UNEXPECTED}
    finally:
        _places.release()


def wait_for_context(trace_id: str, wait_s: float) -> dict[str, Any]:
    """Wait for the trace and explain it; ProblemError where Jaeger cannot be asked."""
    with open_jaeger() as client:
        arrival = wait_for_whole_trace(client, trace_id, wait_s)
        if arrival.trace is None:
            return {"why": explain_absence(wait_s)}
        if not _explaining.acquire(timeout=LONGEST_WAIT_S):
            return {"why": BUSY}
        try:
            described = describe_explained(explain_trace(client, arrival.trace))
        finally:
            _explaining.release()
    return {**described, "arrived": arrival.whole}


def explain_absence(wait_s: float) -> str:
    """Say why there may be nothing."""
    if wait_s:
        return (
            f"Nothing of its trace has reached Jaeger within {wait_s:g} s. It may still be on its "
            "way, or the shop is not tracing, or this request was not sampled."
        )
    return (
        "Jaeger does not have its trace any more: it keeps the newest traces, and a restart "
        "empties it."
    )
