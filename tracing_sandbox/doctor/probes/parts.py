"""Finds the spans that a canary left, also where its trace broke and went on under other ids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tracing_sandbox.doctor.case import Case
from tracing_sandbox.doctor.circumstances import NOTHING_KNOWN
from tracing_sandbox.doctor.finding import Key, key_of
from tracing_sandbox.doctor.joining import Joint, join_parts
from tracing_sandbox.doctor.kinds import REQUEST_ID, header_of, path_of
from tracing_sandbox.doctor.knowledge import learn
from tracing_sandbox.doctor.probes.request import Request
from tracing_sandbox.doctor.probes.sending import Sent
from tracing_sandbox.doctor.received import context_received
from tracing_sandbox.traces.measuring.part import address_of
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace

# The canaries go out one after the other, from this machine's clock.
SLACK_NS = 2_000_000


@dataclass(frozen=True)
class Left:
    """What one canary left: its traces, and the joints at which it went from one to another.

    `names` are those of the services that usually answer at an address.
    """

    sent: Sent
    case: Case
    joints: Mapping[Key, Joint] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def spans(self) -> Sequence[Span]:
        """List its spans."""
        return self.case.spans

    @cached_property
    def open_calls(self) -> Sequence[Span]:
        """List the calls of whose callee nothing arrived."""
        joined = {key_of(joint.call) for joint in self.joints.values()}
        return [call for call in self.case.unanswered if key_of(call) not in joined]

    @cached_property
    def answered_calls(self) -> Sequence[Span]:
        """List the calls of whose callee something arrived, in this trace or in another."""
        here = [call for call, server in self.case.calls if server]
        return [*here, *(joint.call for joint in self.joints.values())]

    def caller_of(self, entry: Span) -> Span | None:
        """Find the span that made a request, in the same trace or in another."""
        joint = self.joints.get(key_of(entry))
        return joint.call if joint else self.case.parent(entry)

    def called_by(self, call: Span) -> str:
        """Name whom a call went to: the service, or its address where that is all we know."""
        address = address_of(call)
        return self.names.get(address, address)

    def call_around(self, entry: Span) -> Span | None:
        """Find the call within which a request was made, by one who reports nothing."""
        return self._innermost(self.open_calls, entry)

    def span_around(self, entry: Span) -> Span | None:
        """Find the span of another service within which a request was made: its call left none."""
        return self._innermost([s for s in self.spans if s.service != entry.service], entry)

    def _innermost(self, spans: Sequence[Span], entry: Span) -> Span | None:
        around = [span for span in spans if self.case.contains(span, entry, 0)]
        return max(around, key=self.case.start, default=None)


def find_left(request: Request, sent: Sequence[Sent], traces: Sequence[Trace]) -> Sequence[Left]:
    """Sort the traces by the canary that they come from; those of nobody are left out."""
    case = as_case(traces)
    joints = join_parts(case)
    owned: list[set[str]] = [own_traces(each, case) for each in sent]
    for mine, each in zip(owned, sent, strict=True):
        if not any(is_asked(request, span) for span in case.spans if span.trace_id in mine):
            mine |= by_time(request, each, case, set().union(*owned))
    return [gather(each, mine, traces, joints) for each, mine in zip(sent, owned, strict=True)]


def as_case(traces: Sequence[Trace]) -> Case:
    """See traces as the doctor's rules do, with nothing known beside them."""
    return Case(traces, learn(None, ()), NOTHING_KNOWN)


def own_traces(sent: Sent, case: Case) -> set[str]:
    """Name the traces that carry an id of the canary's."""
    return {span.trace_id for span in case.spans if is_named(sent, span)}


def is_named(sent: Sent, span: Span) -> bool:
    """Tell whether a span shows one of the canary's ids."""
    canary = sent.canary
    if span.trace_id in (*canary.trace_ids, sent.trace_id):
        return True
    asked = (span.attributes.get(REQUEST_ID), header_of(span, "x-request-id"))
    if canary.request_id in asked:
        return True
    return span.kind == "server" and context_received(span).trace_id in canary.trace_ids


def is_asked(request: Request, span: Span) -> bool:
    """Tell whether a span served such a request as the canaries are."""
    return span.kind == "server" and path_of(span) == request.path


def by_time(request: Request, sent: Sent, case: Case, taken: set[str]) -> set[str]:
    """Name the one trace that began with such a request while this one was under way."""
    found = {
        root.trace_id
        for root in case.roots
        if is_asked(request, root)
        and root.trace_id not in taken
        and sent.began_ns - SLACK_NS <= root.start_ns
        and root.end_ns <= sent.ended_ns + SLACK_NS
    }
    return found if len(found) == 1 else set()


def gather(sent: Sent, mine: set[str], traces: Sequence[Trace], joints: Sequence[Joint]) -> Left:
    """Follow the joints from the canary's own traces to those in which it went on."""
    reached: dict[Key, Joint] = {}
    grown = True
    while grown:
        found = {key_of(j.part): j for j in joints if j.call.trace_id in mine} | reached
        grown = len(found) > len(reached)
        reached = found
        mine = mine | {joint.part.trace_id for joint in found.values()}
    return Left(sent, as_case([trace for trace in traces if trace.trace_id in mine]), reached)
