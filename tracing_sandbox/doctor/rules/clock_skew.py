"""Clocks of two services that disagree; what `sandbox trace` says of them, at its hop."""

from collections.abc import Iterator

from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.finding import Finding, report
from tracing_sandbox.traces.judging.problem import find_problems
from tracing_sandbox.traces.measuring.analysis import Analysis

# So much less than its caller a service is off that its caller alone is.
LITTLE = 0.1


def find_clock_skew(chart: Chart) -> Iterator[Finding]:
    """Name each pair of services whose spans cannot have been timed by one clock."""
    for analysis in chart.case.analyses:
        if analysis.times.skewed:
            yield from _of_trace(analysis)


def _of_trace(analysis: Analysis) -> Iterator[Finding]:
    indices = {span.span_id: index for index, span in enumerate(analysis.tree.spans)}
    for problem in find_problems(analysis):
        if problem.rule != "clock-skew" or not problem.hop or not problem.span_id:
            continue
        index = indices[problem.span_id]
        if not _is_back(analysis, index):
            caller, _, callee = problem.hop.partition("->")
            shown = f"span {problem.span_id} does not fit into the call above it"
            span = analysis.tree.spans[index]
            yield report("clock-skew", problem.sentence, (shown,), [span], hop=(caller, callee))


def _is_back(analysis: Analysis, index: int) -> bool:
    """Say whether a service's clock is that of the trace again, and its caller's alone is off."""
    shifts, parent = analysis.times.shifts, analysis.tree.parents[index]
    return abs(shifts[index]) < LITTLE * abs(shifts[parent])
