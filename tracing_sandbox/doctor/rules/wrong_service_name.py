"""Spans under a name that is not their service's: none was set, or one is shared."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from tracing_sandbox.doctor.case import Case
from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.edges import operation_in, service_in
from tracing_sandbox.doctor.finding import Confidence, Finding, report
from tracing_sandbox.doctor.kinds import INSTANCE
from tracing_sandbox.traces.measuring.part import label
from tracing_sandbox.traces.reading.span import UNKNOWN_SERVICE, Span


class Misnamed(NamedTuple):
    """A request's span, the service that it is of, and what shows that."""

    span: Span
    service: str
    confidence: Confidence
    shown: str


def find_wrong_service_name(chart: Chart) -> Iterator[Finding]:
    """Name each service that reports under another name."""
    groups: dict[tuple[str, str, str], list[Misnamed]] = defaultdict(list)
    callers = {server.span_id: call for call, server in chart.case.calls if server}
    for span in chart.case.spans:
        if span.kind == "server" and (found := _look(chart.case, span, callers.get(span.span_id))):
            groups[span.trace_id, found.service, span.service].append(found)
    for (_, service, given), found_ones in groups.items():
        yield _tell(service, given, found_ones)


def _tell(service: str, given: str, found: list[Misnamed]) -> Finding:
    shown = dict.fromkeys(each.shown for each in found)
    told = f"{service} reports as {given}" if service != given else f"a service reports as {given}"
    return report(
        "wrong-service-name",
        f"{told[0].upper()}{told[1:]}: its service name is missing, wrong, or another's.",
        shown,
        [each.span for each in found],
        service=service,
        confidence=found[0].confidence,
    )


def _look(case: Case, span: Span, call: Span | None) -> Misnamed | None:
    by_instance = case.knowledge.instances.get(str(span.resource.get(INSTANCE)))
    if by_instance not in (None, span.service):
        shown = f"its {INSTANCE} is that of {by_instance} in healthy traces"
        return Misnamed(span, str(by_instance), "certain", shown)
    expected = _expected(case, span, call)
    if expected and expected != span.service:
        shown = f"{label(span.service, span.name)} stands where {expected} {span.name} is expected"
        return Misnamed(span, expected, "likely", shown)
    if span.service.startswith(UNKNOWN_SERVICE) and span.service not in case.knowledge.services:
        return Misnamed(span, span.service, "certain", f"{span.service} is what the SDK says "
                        "where no name was set")  # fmt: skip
    return None


def _expected(case: Case, span: Span, call: Span | None) -> str | None:
    """Name the service that usually has this request there."""
    knowledge = case.knowledge
    if call is not None:
        expected = knowledge.callee_of(call)
        usual = {operation_in(e) for e in knowledge.labels if service_in(e) == expected}
        return expected if span.name in usual else None
    if span.parent_id is not None or span.service in knowledge.services:
        return None
    services = {
        s for s in knowledge.with_operation(span.name) if f"{s} {span.name}" in knowledge.roots
    }
    return next(iter(services)) if len(services) == 1 else None
