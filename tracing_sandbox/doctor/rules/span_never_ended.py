"""One span that has children and is not there, where all around it is: it was never ended."""

from collections.abc import Iterator

from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.finding import Finding, report
from tracing_sandbox.doctor.lost_cause import losses_by, missing_labels, tell
from tracing_sandbox.traces.measuring.part import label


def find_span_never_ended(chart: Chart) -> Iterator[Finding]:
    """Name each service of which one inner span lacks: what never ends is never sent."""
    for loss, cause in losses_by(chart, "span-never-ended"):
        names = sorted(missing_labels(chart.case, loss))
        which = f"{names[0]} " if len(names) == 1 else f"One span of {loss.process.service} "
        sentence = (
            f"{which}began and was never reported, while its children and all other spans were: "
            "it was never ended. A single span that was lost on its way would look the same."
        )
        yield tell(chart, loss, cause, sentence)
    yield from _unfinished(chart)


def _unfinished(chart: Chart) -> Iterator[Finding]:
    """Name spans that were reported as open."""
    for span in chart.case.spans:
        if span.unfinished:
            name = label(span.service, span.name)
            yield report(
                "span-never-ended",
                f"{name} has not ended.",
                (f"span {span.span_id} has no end",),
                [span],
                service=span.service,
            )
