"""Joins the parts of a broken trace: a call in one trace, and the request that it made in another.

By what they share, the surest first: the trace id that the callee answered with, the one that it
received, the request's id; else by the address and the time, where only one request fits.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tracing_sandbox.doctor.beginnings import Beginnings
from tracing_sandbox.doctor.case import TOLERANCE_NS, Case
from tracing_sandbox.doctor.finding import Confidence, Key, key_of
from tracing_sandbox.doctor.kinds import REQUEST_ID, header_of, path_of
from tracing_sandbox.doctor.received import context_received
from tracing_sandbox.traces.reading.span import Span

CALLEE_TRACE = "app.callee.trace_id"


@dataclass(frozen=True, slots=True)
class Joint:
    """A call, the request in another trace that it made, and what they share."""

    call: Span
    part: Span
    by: str
    confidence: Confidence


Match = Callable[[Case, Span, Span], bool]


def join_parts(case: Case) -> tuple[Joint, ...]:
    """Join each call that nothing answers in its trace to the request that it made elsewhere."""
    calls = [call for call in case.unanswered if not call.attributes.get("app.callee.untraced")]
    parts = [root for root in case.roots if root.kind == "server"]
    joints: dict[Key, Joint] = {}
    for by, confidence, matches in WAYS:
        taken = {key_of(joint.part) for joint in joints.values()}
        free = [part for part in parts if key_of(part) not in taken]
        open_calls = [call for call in calls if key_of(call) not in joints]
        for call, part in _pairs(case, open_calls, free, matches):
            joints[key_of(call)] = Joint(call, part, by, confidence)
    return tuple(joints.values())


def _pairs(
    case: Case, calls: Sequence[Span], parts: Sequence[Span], matches: Match
) -> Iterator[tuple[Span, Span]]:
    """Yield the pairs in which each fits no other."""
    find_fitting = _fitting_by_name if matches is _named_by_callee else _fitting_in_time
    fitting = find_fitting(case, calls, parts, matches)
    callers = Counter(key_of(part) for found in fitting.values() for part in found)
    for call in calls:
        found = fitting[key_of(call)]
        if len(found) == 1 and callers[key_of(found[0])] == 1:
            yield call, found[0]


Fitting: TypeAlias = Mapping[Key, Sequence[Span]]


def _fitting_by_name(
    case: Case, calls: Sequence[Span], parts: Sequence[Span], matches: Match
) -> Fitting:
    """List the parts of the trace that each call's answer named, whatever their clock says."""
    of_trace: dict[str, list[Span]] = defaultdict(list)
    for part in parts:
        of_trace[part.trace_id].append(part)
    return {
        key_of(call): [
            part
            for part in of_trace.get(str(call.attributes.get(CALLEE_TRACE)), ())
            if part.trace_id != call.trace_id and matches(case, call, part)
        ]
        for call in calls
    }


def _fitting_in_time(
    case: Case, calls: Sequence[Span], parts: Sequence[Span], matches: Match
) -> Fitting:
    """List the parts that fit each call, of those that began and ended during it."""
    beginnings = Beginnings(parts, case.start)
    return {
        key_of(call): [
            part
            for part in beginnings.between(
                case.start(call) - TOLERANCE_NS, case.end(call) + TOLERANCE_NS
            )
            if part.trace_id != call.trace_id
            and case.contains(call, part)
            and matches(case, call, part)
        ]
        for call in calls
    }


def _named_by_callee(_case: Case, call: Span, part: Span) -> bool:
    return call.attributes.get(CALLEE_TRACE) == part.trace_id


def _received(_case: Case, call: Span, part: Span) -> bool:
    return context_received(part).trace_id == call.trace_id


def _same_request(case: Case, call: Span, part: Span) -> bool:
    own = case.local_root(call).attributes.get(REQUEST_ID)
    return bool(own) and own == part.attributes.get(REQUEST_ID) and _is_expected(case, call, part)


def _same_place(case: Case, call: Span, part: Span) -> bool:
    if header_of(part, "traceparent") and context_received(part).trace_id:
        return False
    if case.knowledge.callee_of(call) == part.service:
        return True
    path = path_of(call)
    return bool(path) and path == path_of(part) and _is_expected(case, call, part)


def _is_expected(case: Case, call: Span, part: Span) -> bool:
    return case.knowledge.may_answer(call, part.service)


WAYS: tuple[tuple[str, Confidence, Match], ...] = (
    ("the callee's answer named that trace", "certain", _named_by_callee),
    ("it received the caller's trace id", "certain", _received),
    ("both carry one request id", "certain", _same_request),
    ("it fits in place and time, and nothing else does", "likely", _same_place),
)
