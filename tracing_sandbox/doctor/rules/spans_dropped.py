"""Several spans of a service that ended one after the other: its queue was full."""

from collections.abc import Iterator

from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.finding import Finding
from tracing_sandbox.doctor.lost_cause import how_many, losses_by, tell


def find_spans_dropped(chart: Chart) -> Iterator[Finding]:
    """Name each service whose queue dropped spans."""
    for loss, cause in losses_by(chart, "spans-dropped"):
        sentence = (
            f"{loss.process.service} dropped {how_many(loss)} of this trace: the queue before its "
            "exporter was full. Others of the same process came through."
        )
        yield tell(chart, loss, cause, sentence)
