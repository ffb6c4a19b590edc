"""The last hop goes to who reports nothing: what happens there is not seen."""

from collections.abc import Iterator

from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.finding import Finding, report
from tracing_sandbox.doctor.gap import UNTRACED, open_gaps


def find_black_box(chart: Chart) -> Iterator[Finding]:
    """Name each hop to who answers without a trace, and behind whom nothing begins."""
    for gap in open_gaps(chart):
        if gap.call.attributes.get(UNTRACED):
            usual = "usually it reports spans there" if gap.is_known else "it never did"
            yield report(
                "black-box",
                f"{gap.callee} answers {gap.name} without any trace: it is a black box. "
                "What it does with the time is not seen.",
                (gap.shown, f"{UNTRACED} = true on the call", f"nothing behind it; {usual}"),
                [gap.call],
                hop=gap.hop,
                confidence="certain" if gap.is_known else "likely",
            )
