"""The trace of one request, on a page of the project's that shows what became of the request.

The page looks once and is answered at once. Where the trace may still come, the project sets the
header `Refresh`, and the page looks again by itself: without a script, and without a thread that
waits. The template is `tracing_sandbox/request_trace.html`.
"""

import logging
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils import timezone

from tracing_sandbox.doctor.surroundings import diagnose_around
from tracing_sandbox.pages.asked.truth import find_puzzle, tell
from tracing_sandbox.pages.errors import PageError
from tracing_sandbox.pages.jaeger import open_jaeger
from tracing_sandbox.pages.showing.explaining import describe_explanation
from tracing_sandbox.traces.jaeger.arrival import has_settled, is_whole, lacks_only_its_caller
from tracing_sandbox.traces.jaeger.peers import explain_from
from tracing_sandbox.traces.reading.trace import Trace

log = logging.getLogger(__name__)

ARRIVES_WITHIN = timedelta(seconds=30)
ON_ITS_WAY = "The trace of this request is on its way. This page looks again by itself."
NOT_SAMPLED = (
    "Its trace is not sampled: whoever sent the request, or the sampler of the service that took "
    "it, decided so. Its spans were not sent, and no trace will come."
)
ABSENT = (
    "Jaeger does not have its trace. Either it never came: {unsampled}tail sampling in the "
    "Collector dropped it, or its spans were lost. Or it is gone: Jaeger keeps the newest traces, "
    "and a restart empties it."
)
UNSAMPLED = "it was not sampled, or "
UNEXPECTED = "Its trace cannot be shown: something went wrong here. The log says what."


class RequestTrace(NamedTuple):
    """What the template shows of a request's trace.

    `look_again_s` are the seconds after which to look again, for `Refresh`; 0 is never.
    """

    context: dict[str, Any]
    look_again_s: int = 0


def look_for_trace(trace_id: str, ended: datetime, *, sampled: bool | None = None) -> RequestTrace:
    """Look once for the trace of a request that ended then; never raises.

    Without an id nothing is looked for, and nothing shown. `sampled` is what the project knows of
    the trace's flag: what is not sampled does not come.
    """
    if not trace_id:
        return RequestTrace({})
    if sampled is False:
        return RequestTrace({"trace_id": trace_id, "why": NOT_SAMPLED, "sampled": False})
    try:
        return look_in_jaeger(trace_id, ended, why_absent(sampled))
    except PageError as error:
        return show_none(trace_id, error.detail)
    except Exception:
        log.exception("the trace of a request cannot be shown")
        return show_none(trace_id, UNEXPECTED)


def why_absent(sampled: bool | None) -> str:
    """Say why Jaeger may not have a trace that is not on its way any more."""
    return ABSENT.format(unsampled="" if sampled else UNSAMPLED)


def look_in_jaeger(trace_id: str, ended: datetime, absent: str) -> RequestTrace:
    """Explain the trace if Jaeger has all of it that is to come; raises PageError."""
    with open_jaeger() as client:
        trace = client.find_trace(trace_id)
        if may_still_come(trace, ended):
            return RequestTrace(
                {"trace_id": trace_id, "why": ON_ITS_WAY, "awaited": True}, pause_s(ended)
            )
        if trace is None:
            nothing = show_none(trace_id, absent)
            return nothing._replace(context={**nothing.context, "puzzle": find_puzzle(trace_id)})
        told = tell(explain_from(client, trace), lambda: diagnose_around(client, [trace]).findings)
    described = {**describe_explanation(told.explanation), **told.context}
    arrived = is_whole(trace) or lacks_only_its_caller(trace)
    return RequestTrace({**described, "trace_id": trace_id, "arrived": arrived})


def may_still_come(trace: Trace | None, ended: datetime) -> bool:
    """Tell whether the trace, or the rest of it, can be on its way."""
    now = timezone.now()
    if now - ended > ARRIVES_WITHIN:
        return False
    return trace is None or not (is_whole(trace) or has_settled(trace, ended, now))


def pause_s(ended: datetime) -> int:
    """Return the seconds until the next look: few at first, as each look is a request as well."""
    return max(1, round((timezone.now() - ended).total_seconds() / 2))


def show_none(trace_id: str, why: str) -> RequestTrace:
    """Show a sentence in the trace's place."""
    return RequestTrace({"trace_id": trace_id, "why": why, "awaited": False})
