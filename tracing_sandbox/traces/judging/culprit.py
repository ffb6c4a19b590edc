"""Who made a call fail though their own span tells of no failure; `judge` blames them for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tracing_sandbox.traces.judging.baseline import Baseline
from tracing_sandbox.traces.judging.failure import Failure
from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.kinship import is_call, server_of
from tracing_sandbox.traces.measuring.part import call_of, first_of
from tracing_sandbox.traces.measuring.reason import (
    STATUS_KEYS,
    gave_up,
    lost_connection,
    was_cancelled,
)
from tracing_sandbox.traces.measuring.tree import NOBODY

Deed: TypeAlias = Literal["was late", "broke off", "answered wrongly"]

# RFC 9110, 15.6.3: who was asked on the way has answered what could not be used.
BAD_GATEWAY = "502"


@dataclass(frozen=True, slots=True)
class Culprit:
    """The span of whoever was asked, and what they did."""

    span: int
    deed: Deed


def find_culprit(analysis: Analysis, failure: Failure, baseline: Baseline | None) -> Culprit | None:
    """Find whom the span with which a failure began had asked, if it failed because of them.

    A caller that gave up says that the callee was late if the callee's span went on after that, and
    if it had waited half as long again as any healthy call took: else its patience may have been
    too short. A connection that ended without a status says that the callee broke off, if its span
    is there: the request had come. A service that failed of itself and answered 502 says so of
    whoever had answered it last.
    """
    if is_call(analysis.tree, failure.origin):
        return _unanswered(analysis, failure.origin, baseline)
    return _answered_wrongly(analysis, failure.origin)


def _unanswered(analysis: Analysis, call: int, baseline: Baseline | None) -> Culprit | None:
    span, server = analysis.tree.spans[call], server_of(analysis.tree, call)
    if server == NOBODY or first_of(span, STATUS_KEYS) or was_cancelled(span):
        return None
    if gave_up(span):
        return _late(analysis, call, server, baseline)
    broke_off = lost_connection(span) and not analysis.tree.spans[server].error
    return Culprit(server, "broke off") if broke_off else None


def _late(analysis: Analysis, call: int, server: int, baseline: Baseline | None) -> Culprit | None:
    end_ns = analysis.times.ends[call]
    if analysis.times.ends[server] <= end_ns or not _was_patient(analysis, call, baseline):
        return None
    return Culprit(_deepest_at(analysis, server, end_ns), "was late")


def _was_patient(analysis: Analysis, call: int, baseline: Baseline | None) -> bool:
    """Say whether a call is known to have waited for half as long again as any healthy one took."""
    longest_ns = baseline.longest_call_ns(call_of(analysis.tree.spans[call])) if baseline else 0
    return 0 < longest_ns * 3 < analysis.times.duration(call) * 2


def _deepest_at(analysis: Analysis, index: int, moment_ns: int) -> int:
    """Find the deepest span beneath this one that was at work at a moment."""
    tree, times = analysis.tree, analysis.times
    while True:
        at_work = [
            child
            for child in tree.children[index]
            if times.starts[child] < moment_ns < times.ends[child]
        ]
        if len(at_work) != 1:
            return index
        index = at_work[0]


def _answered_wrongly(analysis: Analysis, origin: int) -> Culprit | None:
    if _answer_of(analysis, origin) != BAD_GATEWAY:
        return None
    tree, times = analysis.tree, analysis.times
    asked = max(_outermost_calls(analysis, origin), key=lambda i: times.ends[i], default=NOBODY)
    server = NOBODY if asked == NOBODY else server_of(tree, asked)
    return None if server == NOBODY else Culprit(server, "answered wrongly")


def _answer_of(analysis: Analysis, index: int) -> str:
    """Give the status with which a span's service answered."""
    tree = analysis.tree
    service = tree.spans[index].service
    while index != NOBODY and tree.spans[index].service == service:
        if tree.spans[index].kind == "server":
            return first_of(tree.spans[index], STATUS_KEYS)
        index = tree.parents[index]
    return ""


def _outermost_calls(analysis: Analysis, index: int) -> Iterator[int]:
    """Yield the calls that a service made beneath one of its spans and had ended with it."""
    tree, times = analysis.tree, analysis.times
    waiting = [index]
    while waiting:
        for child in tree.children[waiting.pop()]:
            if is_call(tree, child):
                if times.ends[child] <= times.ends[index]:
                    yield child
            else:
                waiting.append(child)
