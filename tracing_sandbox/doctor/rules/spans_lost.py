"""Spans that certainly began and are not there, for a reason that cannot be told."""

from collections.abc import Iterator

from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.edges import service_in
from tracing_sandbox.doctor.finding import Finding, report
from tracing_sandbox.doctor.ledger import Loss
from tracing_sandbox.doctor.lost_cause import (
    how_many,
    losses_by,
    missing_labels,
    tell,
    without_caller,
)
from tracing_sandbox.traces.measuring.part import label
from tracing_sandbox.traces.reading.span import Span


def find_spans_lost(chart: Chart) -> Iterator[Finding]:
    """Name each service of which spans were lost."""
    claimed: set[str] = set()
    for loss, cause in losses_by(chart, "spans-lost"):
        sentence = f"{how_many(loss)} of {loss.process.service} did not arrive."
        found = tell(chart, loss, cause, sentence[0].upper() + sentence[1:])
        claimed |= {span_id for _, span_id in found.explains}
        yield found
    for loss in chart.losses:
        yield from _behind(chart, loss)
    yield from _callers(chart, claimed)


def _behind(chart: Chart, loss: Loss) -> Iterator[Finding]:
    """Name services that were called by a span that is missing, and are missing as a whole."""
    knowledge = chart.case.knowledge
    there = {span.service for span in chart.case.of_trace[loss.trace_id]}
    for missing in sorted(missing_labels(chart.case, loss)):
        for child in sorted(knowledge.children_of(missing)):
            service = service_in(child)
            if service not in there:
                yield report(
                    "spans-lost",
                    f"All spans of {service} are missing, as is the call that led there.",
                    (f"usually {missing} calls {child}, and neither is there",),
                    loss.spans[:1],
                    service=service,
                    confidence="likely",
                )


def _callers(chart: Chart, claimed: set[str]) -> Iterator[Finding]:
    """Name who usually makes a request whose caller's span is missing."""
    for orphan, caller in without_caller(chart):
        has_root = any(span.parent_id is None for span in chart.case.of_trace[orphan.trace_id])
        if orphan.span_id not in claimed and (caller or has_root):
            yield _tell_caller(orphan, caller)


def _tell_caller(orphan: Span, caller: str | None) -> Finding:
    name = label(orphan.service, orphan.name)
    return report(
        "spans-lost",
        f"The call that {name} serves is missing; {caller or 'its caller'} lost it.",
        (f"its parent, span {orphan.parent_id}, is not there",),
        [orphan],
        hop=(caller, orphan.service) if caller else None,
        service=caller,
        confidence="likely" if caller else "possible",
    )
