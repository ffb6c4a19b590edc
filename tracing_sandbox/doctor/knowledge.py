"""What is usual in a system, learnt from its healthy traces or told by a file of edges."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from tracing_sandbox.doctor.edges import (
    Edges,
    edges_in,
    label_of,
    operation_in,
    service_in,
)
from tracing_sandbox.doctor.kinds import INSTANCE, is_call
from tracing_sandbox.traces.measuring.part import address_of
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace

CallName: TypeAlias = tuple[str, str, str]
MOST_OF = 0.5
# The ends of an edge.
PARENT, CHILD = 0, 1
# What instrumentations set on every span by themselves was not carried from service to service.
NOT_CARRIED = (
    "thread.", "code.", "http.", "url.", "server.", "client.", "network.", "net.", "db.",
    "user_agent.", "otel.", "telemetry.", "service.", "app.request.", "app.spans.", "peer.",
)  # fmt: skip


@dataclass(frozen=True)
class Knowledge:
    """What healthy traces have in common.

    `edges` are those that most traces with the parent have, `edges_above` those that most with the
    child have. `labels` are all spans' names seen.
    `answering` are the services that answered a call, by its names. `carriers` are the services
    whose spans mostly have an attribute that travels along. `roots` are labels that mostly begin
    a trace.
    """

    edges: Edges = frozenset()
    edges_above: Edges = frozenset()
    labels: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    roots: frozenset[str] = frozenset()
    seen_edges: Edges = frozenset()
    answering: Mapping[CallName, Mapping[str, int]] = field(default_factory=dict)
    carried: frozenset[str] = frozenset()
    carriers: frozenset[tuple[str, str]] = frozenset()
    instances: Mapping[str, str] = field(default_factory=dict)
    captured: frozenset[tuple[str, str]] = frozenset()
    ends: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is known."""
        return not (self.edges or self.labels)

    def callee_of(self, call: Span) -> str | None:
        """Name the service that mostly answers such a call; None where it is not known, or not one.

        A healthy trace may be ill all the same, and name another.
        """
        answers = self.answering.get(_call_name(call)) or Counter(self._answering(call))
        name = max(answers, key=lambda each: answers[each], default=None)
        return name if name and answers[name] > MOST_OF * sum(answers.values()) else None

    def may_answer(self, call: Span, service: str) -> bool:
        """Say whether a service may answer a call, as far as is known."""
        found = self._answering(call)
        return not found or service in found

    def is_never_answered(self, call: Span) -> bool:
        """Say whether healthy traces have such calls, and never a span of who was called."""
        known = self.answering.get(_call_name(call))
        return known is not None and not known

    def _answering(self, call: Span) -> frozenset[str]:
        if found := self.answering.get(_call_name(call)):
            return frozenset(found)
        label = label_of(call)
        called = (service_in(child) for parent, child in self.edges if parent == label)
        return frozenset(service for service in called if service != call.service)

    def callers_of(self, label: str) -> frozenset[str]:
        """Name the services that usually call what has this label."""
        service = service_in(label)
        callers = (service_in(parent) for parent in self.parents_of(label))
        return frozenset(caller for caller in callers if caller != service)

    def callees_of(self, service: str) -> frozenset[str]:
        """Name the services that a service usually calls."""
        hops = ((service_in(parent), service_in(child)) for parent, child in self.edges)
        return frozenset(callee for caller, callee in hops if caller == service != callee)

    def children_of(self, label: str) -> frozenset[str]:
        """Name what usually stands directly beneath a span."""
        return frozenset(child for parent, child in self.edges if parent == label)

    def parents_of(self, label: str) -> frozenset[str]:
        """Name what a span usually stands beneath."""
        return frozenset(parent for parent, child in self.edges_above if child == label)

    def with_operation(self, operation: str) -> frozenset[str]:
        """Name the services that have a span of this name."""
        return frozenset(service_in(e) for e in self.labels if operation_in(e) == operation)


def learn(expected: Edges | None, healthy: Sequence[Trace]) -> Knowledge:
    """Learn what is usual; expected edges count as usual whatever the traces say."""
    told = expected or frozenset()
    seen = [edges_in(trace) for trace in healthy]
    spans = [span for trace in healthy for span in trace.spans]
    labels = {label_of(span) for span in spans} | {end for edge in told for end in edge}
    carried = _carried(healthy)
    return Knowledge(
        edges=_usual(seen, healthy, PARENT) | told,
        edges_above=_usual(seen, healthy, CHILD) | told,
        labels=frozenset(labels),
        services=frozenset(service_in(label) for label in labels),
        roots=_roots(spans),
        seen_edges=frozenset().union(told, *seen),
        answering=_answering(healthy),
        carried=carried,
        carriers=_carriers(spans, carried),
        instances=_instances(spans),
        captured=_captured(spans),
        ends=_ends(healthy),
    )


def _usual(seen: Sequence[Edges], healthy: Sequence[Trace], end: int) -> Edges:
    """Name the edges that most traces have which have this end of them."""
    edges = Counter(edge for each in seen for edge in each)
    ends = Counter(e for trace in healthy for e in {label_of(span) for span in trace.spans})
    return frozenset(e for e, count in edges.items() if count > MOST_OF * ends[e[end]])


def _roots(spans: Iterable[Span]) -> frozenset[str]:
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    for span in spans:
        counts[label_of(span)][span.parent_id is None] += 1
    return frozenset(label for label, each in counts.items() if each[True] > each[False])


def _call_name(call: Span) -> CallName:
    return (call.service, call.name, address_of(call))


def _answering(healthy: Sequence[Trace]) -> dict[CallName, Counter[str]]:
    found: dict[CallName, Counter[str]] = {}
    for trace in healthy:
        calls = {span.span_id: _call_name(span) for span in trace.spans if is_call(span)}
        for call in calls.values():
            found.setdefault(call, Counter())
        for span in trace.spans:
            if span.kind == "server" and span.parent_id in calls:
                found[calls[span.parent_id]][span.service] += 1
    return found


def _carried(healthy: Sequence[Trace]) -> frozenset[str]:
    """Name the attributes that go from service to service with the request, by themselves."""
    counts: Counter[str] = Counter()
    for trace in healthy:
        counts.update(_carried_in(trace))
    return frozenset(key for key, count in counts.items() if count > MOST_OF * len(healthy))


def _carried_in(trace: Trace) -> set[str]:
    """Name those that a call and its callee have, and most spans of both: with one value."""
    values: dict[str, set[str]] = defaultdict(set)
    holders: dict[str, Counter[str]] = defaultdict(Counter)
    for span in trace.spans:
        for key, value in span.attributes.items():
            if not key.startswith(NOT_CARRIED):
                values[key].add(str(value))
                holders[key][span.service] += 1
    sizes = Counter(span.service for span in trace.spans)
    return {
        key
        for key in _crossing(trace)
        if len(values[key]) == 1
        and sum(count > MOST_OF * sizes[name] for name, count in holders[key].items()) > 1
    }


def _crossing(trace: Trace) -> set[str]:
    """Name the attributes that a call has, and the request that it makes."""
    calls = {span.span_id: span for span in trace.spans if is_call(span)}
    return {
        key
        for span in trace.spans
        if span.kind == "server" and span.parent_id in calls
        for key in span.attributes
        if key in calls[span.parent_id].attributes
    }


def _carriers(spans: Sequence[Span], keys: Iterable[str]) -> frozenset[tuple[str, str]]:
    sizes = Counter(span.service for span in spans)
    having = Counter(
        (span.service, key) for span in spans for key in keys if key in span.attributes
    )
    return frozenset(each for each, count in having.items() if count > MOST_OF * sizes[each[0]])


def _instances(spans: Iterable[Span]) -> dict[str, str]:
    """Say which service each instance mostly reports as."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for span in spans:
        if instance := span.resource.get(INSTANCE):
            names[str(instance)][span.service] += 1
    return {instance: each.most_common(1)[0][0] for instance, each in names.items()}


def _captured(spans: Iterable[Span]) -> frozenset[tuple[str, str]]:
    lead = "http.request.header."
    return frozenset(
        (span.service, key.removeprefix(lead))
        for span in spans
        if span.kind == "server"
        for key in span.attributes
        if key.startswith(lead)
    )


def _ends(healthy: Sequence[Trace]) -> dict[str, float]:
    """Say of each label which place it usually has among its service's spans, by their end."""
    places: dict[str, list[float]] = defaultdict(list)
    for trace in healthy:
        by_service: dict[str, list[Span]] = defaultdict(list)
        for span in trace.spans:
            by_service[span.service].append(span)
        for members in by_service.values():
            members.sort(key=lambda span: span.end_ns)
            for place, span in enumerate(members):
                places[label_of(span)].append(place / len(members))
    return {label: sorted(each)[len(each) // 2] for label, each in places.items()}
