"""The last spans of a service are missing, its request's own among them: it was killed."""

from collections.abc import Iterator

from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.finding import Finding
from tracing_sandbox.doctor.lost_cause import how_many, losses_by, tell


def find_killed_before_flush(chart: Chart) -> Iterator[Finding]:
    """Name each service that ended before it had sent what ended last."""
    for loss, cause in losses_by(chart, "killed-before-flush"):
        sentence = (
            f"{loss.process.service} sent the spans that ended first and lost {how_many(loss)} "
            "that ended last, that of the request itself among them: it ended before its last "
            "batch was sent."
        )
        yield tell(chart, loss, cause, sentence)
