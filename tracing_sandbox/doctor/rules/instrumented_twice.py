"""One request, call or query with two spans: two instrumentations are at work."""

from collections import defaultdict
from collections.abc import Iterator

from tracing_sandbox.doctor.case import TOLERANCE_NS, Case
from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.finding import Finding, report
from tracing_sandbox.doctor.kinds import path_of, process_of
from tracing_sandbox.traces.measuring.part import DATABASE_KEYS, first_of, label
from tracing_sandbox.traces.reading.span import Span

TEXT_KEYS = ("db.query.text", "db.statement")
METHOD_KEYS = ("http.request.method", "http.method")
KINDS = ("server", "client", "consumer")


def find_instrumented_twice(chart: Chart) -> Iterator[Finding]:
    """Name each service of which spans stand in pairs, trace by trace."""
    pairs: dict[tuple[str, str], list[tuple[Span, Span]]] = defaultdict(list)
    for span in chart.case.spans:
        if span.kind in KINDS and (twin := _twin_of(chart.case, span)):
            pairs[span.trace_id, span.service].append((span, twin))
    for (_, service), found in pairs.items():
        span, twin = found[0]
        shown = (
            f"{label(service, each.name)} (span {each.span_id}) has a second {each.kind} span "
            f"of the same work: {other.name} (span {other.span_id})"
            for each, other in found[:5]
        )
        yield report(
            "instrumented-twice",
            f"{service} records its {span.kind} spans twice: {len(found)} in this trace.",
            shown,
            [each for pair in found for each in pair],
            service=service,
        )


def _twin_of(case: Case, span: Span) -> Span | None:
    """Find the second span of the same work: beneath a span, or a query beside it."""
    beneath = (child for child in case.children(span) if _is_same(span, child))
    twin = next((child for child in beneath if _is_as_long(case, span, child)), None)
    return twin or _query_beside(case, span)


def _is_same(span: Span, other: Span) -> bool:
    if process_of(span) != process_of(other):
        return False
    # An instrumentation that finds a span of the request makes its own an INTERNAL one.
    if span.kind != other.kind and not (other.kind == "internal" and path_of(other)):
        return False
    if first_of(span, DATABASE_KEYS):
        return first_of(span, TEXT_KEYS) == first_of(other, TEXT_KEYS) and _is_named_alike(
            span, other
        )
    path = path_of(span)
    if path and path_of(other):
        return path == path_of(other) and first_of(span, METHOD_KEYS) == first_of(
            other, METHOD_KEYS
        )
    return _is_named_alike(span, other)


def _is_named_alike(span: Span, other: Span) -> bool:
    return span.name.split(" ")[0] == other.name.split(" ")[0]


def _is_as_long(case: Case, outer: Span, inner: Span) -> bool:
    """Say whether the inner one is nearly all of the outer: a request to oneself is not."""
    slack = max(TOLERANCE_NS, outer.duration_ns // 5)
    return case.contains(outer, inner) and outer.duration_ns - inner.duration_ns <= slack


def _query_beside(case: Case, span: Span) -> Span | None:
    """Find a sibling of the same query, sent within its time: two layers record each one."""
    parent = case.parent(span) if first_of(span, DATABASE_KEYS) else None
    if parent is None or not first_of(span, TEXT_KEYS):
        return None
    for other in case.children(parent):
        is_later = (other.start_ns, other.span_id) > (span.start_ns, span.span_id)
        if is_later and _is_same(span, other) and other.start_ns < span.end_ns:
            return other
    return None
