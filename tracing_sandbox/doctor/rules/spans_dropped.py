"""Several spans of a service that ended one after the other: its queue was full."""

from collections.abc import Iterator

from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.finding import Finding, report
from tracing_sandbox.doctor.lost_cause import (
    Cause,
    full_queue_of,
    how_many,
    losses_by,
    tell,
    without_caller,
)
from tracing_sandbox.traces.measuring.part import label
from tracing_sandbox.traces.reading.span import Span


def find_spans_dropped(chart: Chart) -> Iterator[Finding]:
    """Name each service whose queue dropped spans."""
    for loss, cause in losses_by(chart, "spans-dropped"):
        sentence = (
            f"{loss.process.service} dropped {how_many(loss)} of this trace: the queue before its "
            "exporter was full. Others of the same process came through."
        )
        yield tell(chart, loss, cause, sentence)


def find_calls_dropped(chart: Chart) -> Iterator[Finding]:
    """Name who usually makes a request whose caller's span is missing, if its queue was full then.

    Nothing else of the caller need be missing in that trace. It is asked when other reasons have
    been looked for.
    """
    for orphan, caller in without_caller(chart):
        if caller and (cause := full_queue_of(chart.case, caller, [orphan])):
            yield _tell_call(orphan, caller, cause)


def _tell_call(orphan: Span, caller: str, cause: Cause) -> Finding:
    name = label(orphan.service, orphan.name)
    return report(
        cause.rule,
        f"{caller} dropped the call that {name} serves: the queue before its exporter was full.",
        (f"its parent, span {orphan.parent_id}, is not there", *cause.evidence),
        [orphan],
        service=caller,
        confidence="likely",
    )
