"""Clocks of two services that disagree; what `sandbox trace` says of them, at its hop."""

from collections.abc import Iterator

from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.finding import Finding, report
from tracing_sandbox.traces.judging.problem import find_problems


def find_clock_skew(chart: Chart) -> Iterator[Finding]:
    """Name each pair of services whose spans cannot have been timed by one clock."""
    for analysis in chart.case.analyses:
        if not analysis.times.skewed:
            continue
        spans = {span.span_id: span for span in analysis.tree.spans}
        for problem in find_problems(analysis):
            if problem.rule == "clock-skew" and problem.hop and problem.span_id:
                caller, _, callee = problem.hop.partition("->")
                span = spans[problem.span_id]
                yield report(
                    "clock-skew",
                    problem.sentence,
                    (f"span {span.span_id} does not fit into the call above it",),
                    [span],
                    hop=(caller, callee),
                )
