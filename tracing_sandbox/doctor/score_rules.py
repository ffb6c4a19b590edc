"""The rules of the Instrumentation Score that traces can tell, with their ids and impacts."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from tracing_sandbox.doctor.case import Case
from tracing_sandbox.doctor.kinds import INSTANCE
from tracing_sandbox.doctor.rules.ids_in_names import ID
from tracing_sandbox.doctor.secrets import secrets_in, secrets_on
from tracing_sandbox.traces.reading.safe_text import safe_text
from tracing_sandbox.traces.reading.span import UNKNOWN_SERVICE, Span

MOST_INTERNAL = 10
MOST_SHORT = 20
SHORT_NS = 5_000_000
# What belongs to a resource and not to a span, and the other way round.
OF_RESOURCE = (
    "service.name",
    "service.namespace",
    "service.version",
    "service.instance.id",
    "telemetry.sdk.",
    "deployment.environment",
    "k8s.",
    "container.",
    "cloud.",
)
OF_SPAN = ("http.", "url.", "db.", "messaging.", "rpc.", "exception.")
LOGICAL = ("k8s.pod.name", "k8s.pod.uid", "container.id", "host.name", "service.name")


class Breach(NamedTuple):
    """Where a rule is broken: the service, and what shows it."""

    service: str
    shown: str


class ScoreRule(NamedTuple):
    """A rule of the specification, and how it is asked."""

    id: str
    impact: str
    says: str
    find: Callable[[Case], Iterable[Breach]]


def _once_a_service(breaches: Iterable[Breach]) -> list[Breach]:
    return list({breach.service: breach for breach in breaches}.values())


def _by_service(case: Case, is_bad: Callable[[Span], str]) -> list[Breach]:
    shown = ((span.service, is_bad(span)) for span in case.spans)
    return _once_a_service(Breach(service, text) for service, text in shown if text)


def _no_instance(case: Case) -> list[Breach]:
    return _by_service(case, lambda s: "" if s.resource.get(INSTANCE) else f"no {INSTANCE}")


def _shared_instance(case: Case) -> list[Breach]:
    users: dict[str, dict[tuple[str, ...], str]] = defaultdict(dict)
    for span in case.spans:
        if instance := span.resource.get(INSTANCE):
            place = tuple(str(span.resource.get(key)) for key in LOGICAL[:-1])
            users[str(instance)][(span.service, *place)] = span.service
    shared = (each for each in users.values() if len(each) > 1)
    shown = f"its {INSTANCE} is that of another as well"
    return _once_a_service(Breach(name, shown) for each in shared for name in each.values())


def _wrong_level(case: Case) -> list[Breach]:
    def found(span: Span) -> str:
        on_span = (key for key in span.attributes if key.startswith(OF_RESOURCE))
        on_resource = (key for key in span.resource if key.startswith(OF_SPAN))
        if key := next(on_span, ""):
            return f"{safe_text(key)} is on a span"
        key = next(on_resource, "")
        return f"{safe_text(key)} is on the resource" if key else ""

    return _by_service(case, found)


def _no_name(case: Case) -> list[Breach]:
    return _by_service(
        case, lambda s: "no service.name" if s.service.startswith(UNKNOWN_SERVICE) else ""
    )


def _sensitive_resource(case: Case) -> list[Breach]:
    def found(span: Span) -> str:
        where, what = next(secrets_in(span.resource), ("", ""))
        return f"{where} looks like {what}" if where else ""

    return _by_service(case, found)


def _many_internal(case: Case) -> list[Breach]:
    counts = Counter((s.trace_id, s.service) for s in case.spans if s.kind == "internal")
    return _once_a_service(
        Breach(service, f"{count} INTERNAL spans in trace {trace_id}")
        for (trace_id, service), count in counts.items()
        if count > MOST_INTERNAL
    )


def _orphans(case: Case) -> list[Breach]:
    return _once_a_service(
        Breach(span.service, f"span {span.span_id} has no parent here") for span in case.orphans
    )


def _many_names(case: Case) -> list[Breach]:
    return _by_service(
        case, lambda s: f"a name holds an id: {safe_text(s.name)}" if ID.search(s.name) else ""
    )


def _client_roots(case: Case) -> list[Breach]:
    return _once_a_service(
        Breach(span.service, f"{safe_text(span.name)} is a root")
        for span in case.roots
        if span.kind == "client"
    )


def _many_short(case: Case) -> Iterator[Breach]:
    for trace_id, spans in case.of_trace.items():
        short = Counter(span.service for span in spans if span.duration_ns < SHORT_NS)
        if short.total() > MOST_SHORT:
            service, _ = short.most_common(1)[0]
            yield Breach(service, f"{short.total()} spans under 5 ms in trace {trace_id}")


def _sensitive_span(case: Case) -> list[Breach]:
    def found(span: Span) -> str:
        where, what = next(secrets_on(span), ("", ""))
        return f"{where} looks like {what}" if where else ""

    return _by_service(case, found)


SCORE_RULES = (
    ScoreRule("RES-001", "normal", f"{INSTANCE} is present", _no_instance),
    ScoreRule("RES-002", "important", f"{INSTANCE} is of one process", _shared_instance),
    ScoreRule("RES-004", "important", "attributes are at the right level", _wrong_level),
    ScoreRule("RES-005", "critical", "service.name is present", _no_name),
    ScoreRule("RES-010", "critical", "resources hold no sensitive data", _sensitive_resource),
    ScoreRule("SPA-001", "normal", "at most 10 INTERNAL spans a service and trace", _many_internal),
    ScoreRule("SPA-002", "normal", "no span is an orphan", _orphans),
    ScoreRule("SPA-003", "important", "span names are few", _many_names),
    ScoreRule("SPA-004", "important", "no root is a CLIENT span", _client_roots),
    ScoreRule("SPA-005", "important", "at most 20 spans under 5 ms a trace", _many_short),
    ScoreRule("SPA-006", "critical", "spans hold no sensitive data", _sensitive_span),
)
