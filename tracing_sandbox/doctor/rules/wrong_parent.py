"""Work of one request beneath a span of another, or of a step that was over: left attached."""

from collections import defaultdict
from collections.abc import Iterator

from tracing_sandbox.doctor.case import TOLERANCE_NS, Case
from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.edges import label_of
from tracing_sandbox.doctor.finding import Finding, Key, key_of, report
from tracing_sandbox.doctor.kinds import REQUEST_ID, is_remote, process_of
from tracing_sandbox.traces.measuring.part import label
from tracing_sandbox.traces.reading.span import Span


def find_wrong_parent(chart: Chart) -> Iterator[Finding]:
    """Name each service whose spans hang beneath what was over when they began."""
    case = chart.case
    wrong: dict[tuple[str, Key], list[tuple[Span, Span | None]]] = defaultdict(list)
    for span in case.spans:
        parent = case.parent(span)
        if parent is None or span.kind == "consumer" or is_remote(span, parent):
            continue
        root = case.local_root(span)
        if other := _other_request(case, span, root):
            wrong[span.service, key_of(other)].append((span, other))
        elif _is_out_of_place(case, span, parent):
            wrong[span.service, key_of(root)].append((span, None))
    for (service, _), found in wrong.items():
        yield _tell(case, service, found)


def _other_request(case: Case, span: Span, root: Span) -> Span | None:
    """Find the request during which a span was made, where it is not the one it hangs in.

    It began after its own was over, and the other lacks it, or carries the id that it has.
    """
    if case.start(span) <= case.end(root) + TOLERANCE_NS or root is span:
        return None
    around = [
        server
        for server in case.servers.get(process_of(span), ())
        if server.trace_id != span.trace_id and case.contains(server, span)
    ]
    return next((server for server in around if _lacks(case, server, span)), None)


def _lacks(case: Case, server: Span, span: Span) -> bool:
    wanted = label_of(span)
    carried = span.attributes.get(REQUEST_ID)
    if carried and carried == server.attributes.get(REQUEST_ID):
        return True
    if not case.knowledge.parents_of(wanted):
        return False
    return all(label_of(each) != wanted for each in case.beneath(server))


def _is_out_of_place(case: Case, span: Span, parent: Span) -> bool:
    """Say whether a span hangs where it never does, beneath a step that was over."""
    if case.start(span) <= case.end(parent) + TOLERANCE_NS or parent.unfinished:
        return False
    edge = (label_of(parent), label_of(span))
    usual = case.knowledge.parents_of(label_of(span))
    return bool(usual) and edge not in case.knowledge.seen_edges


def _tell(case: Case, service: str, found: list[tuple[Span, Span | None]]) -> Finding:
    spans = [span for span, _ in found]
    other = found[0][1]
    shown = [_shown(case, span) for span in spans[:5]]
    if other:
        shown.append(
            f"served meanwhile: {label(other.service, other.name)} in trace {other.trace_id}, "
            "which lacks them"
        )
    whose = "an earlier request" if other else "a step that was over"
    return report(
        "wrong-parent",
        f"{len(spans)} span{'s' if len(spans) > 1 else ''} of {service} hang beneath {whose}: "
        "its span was left as the current one.",
        shown,
        [*spans, *([other] if other else [])],
        service=service,
        confidence="certain" if other else "likely",
    )


def _shown(case: Case, span: Span) -> str:
    parent = case.parent(span)
    above = label(parent.service, parent.name) if parent else ""
    late_ms = (case.start(span) - case.end(case.local_root(span))) / 1e6
    after = f", {late_ms:.0f} ms after the request of its trace was over" if late_ms > 0 else ""
    return f"{label(span.service, span.name)} began beneath {above}{after}"
