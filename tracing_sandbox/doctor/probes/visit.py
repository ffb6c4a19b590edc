"""What became of a canary's context in each service: its identity, sampling and baggage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tracing_sandbox.doctor.kinds import is_remote
from tracing_sandbox.doctor.probes.carried import Carried, find_carried
from tracing_sandbox.doctor.probes.parts import Left
from tracing_sandbox.traces.reading.span import Span

# `unknown`: spans may have been lost, or the service makes none.
Identity: TypeAlias = Literal["same id", "new id", "not sampled", "no trace", "unknown"]
CLIENT = "client"
CALLEE_SAMPLED, CALLEE_UNTRACED = "app.callee.sampled", "app.callee.untraced"


@dataclass(frozen=True, slots=True)
class Visit:
    """A canary in one service; `caller` is who called that, as far as is known.

    `identity` compares with what the caller had. `recorded` are its spans, which should not be
    there where the canary is not sampled.
    """

    service: str
    caller: str
    identity: Identity
    recorded: bool
    baggage: Carried | None = None
    trace_id: str = ""

    @property
    def hop(self) -> str:
        """Name the hop at which the service was reached."""
        return f"{self.caller}->{self.service}"


Callers: TypeAlias = Mapping[str, str]
Copies: TypeAlias = Mapping[str, frozenset[str]]


def visit_all(
    left: Left, order: Sequence[str], callers: Callers, copies: Copies
) -> Sequence[Visit]:
    """Follow a canary through the services in their order."""
    visits: dict[str, Visit] = {}
    for service in order:
        entries = entries_of(left, service)
        visits[service] = (
            visit(left, entries, callers, copies)
            if entries
            else absent(left, service, callers.get(service, CLIENT), visits)
        )
    return list(visits.values())


def entries_of(left: Left, service: str) -> Sequence[Span]:
    """List the spans with which a service was entered, by their start."""
    own = [span for span in left.spans if span.service == service and is_entry(left, span)]
    return sorted(own, key=left.case.start)


def is_entry(left: Left, span: Span) -> bool:
    """Tell whether a span is the first of its service on the way there."""
    parent = left.case.parent(span)
    return parent is None or (is_remote(span, parent) and parent.service != span.service)


def visit(left: Left, entries: Sequence[Span], callers: Callers, copies: Copies) -> Visit:
    """Describe a service of which spans arrived."""
    service = entries[0].service
    broken = [entry for entry in entries if not goes_on(left, entry)]
    found = (caller_of(left, entry) for entry in entries)
    caller = next(filter(None, found), callers.get(service, CLIENT))
    token = left.sent.canary.token
    spans = [span for span in left.spans if span.service == service]
    return Visit(
        service,
        caller,
        "new id" if broken else "same id",
        recorded=True,
        baggage=find_carried(token, spans, copies.get(service, frozenset())) if token else None,
        trace_id=entries[0].trace_id,
    )


def caller_of(left: Left, entry: Span) -> str | None:
    """Name who made a request, also one who reports nothing; None where nothing tells."""
    call = left.caller_of(entry)
    if call:
        return call.service
    around = left.call_around(entry)
    if around is None:
        within = left.span_around(entry)
        return within.service if within else None
    called = left.called_by(around)
    return around.service if called == entry.service else called


def goes_on(left: Left, entry: Span) -> bool:
    """Tell whether a service went on with the trace that it was given."""
    call = left.caller_of(entry) or left.call_around(entry) or left.span_around(entry)
    if call:
        return call.trace_id == entry.trace_id
    if entry.trace_id in left.sent.canary.trace_ids:
        return True
    # Its caller's spans are lost: others before it were in the same trace.
    begun = min(left.spans, key=left.case.start)
    return begun is not entry and begun.trace_id == entry.trace_id


def absent(left: Left, service: str, caller: str, before: Mapping[str, Visit]) -> Visit:
    """Describe a service of which nothing arrived."""
    return Visit(service, caller, why_absent(left, caller, before.get(caller)), recorded=False)


def why_absent(left: Left, caller: str, at_caller: Visit | None) -> Identity:
    """Say why nothing of a service arrived."""
    if at_caller and not at_caller.recorded:
        return at_caller.identity
    if at_caller:
        return told_by_calls([call for call in left.open_calls if call.service == caller])
    return "unknown" if left.sent.is_sampled else "not sampled"


def told_by_calls(calls: Sequence[Span]) -> Identity:
    """Read off a caller's calls what it heard of the trace of whom it called."""
    if any(call.attributes.get(CALLEE_SAMPLED) is False for call in calls):
        return "not sampled"
    return "no trace" if any(CALLEE_UNTRACED in call.attributes for call in calls) else "unknown"
