"""Clocks of two services that disagree; what `sandbox trace` says of them, at its hop.

A server that ends a little after its call may have a clock that is ahead, or merely be late to
end: a busy machine does that. Such a call counts where no other one between the two fits.
"""

from collections.abc import Iterator, Sequence

from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.finding import Finding, report
from tracing_sandbox.traces.judging.problem import find_problems
from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.tree import NOBODY

ENOUGH_CALLS = 2
# So much less than its caller a service is off that its caller alone is.
LITTLE = 0.1


def find_clock_skew(chart: Chart) -> Iterator[Finding]:
    """Name each pair of services whose spans cannot have been timed by one clock."""
    analyses = chart.case.analyses
    for analysis in analyses:
        if analysis.times.skewed:
            yield from _of_trace(analysis, analyses)


def _of_trace(analysis: Analysis, analyses: Sequence[Analysis]) -> Iterator[Finding]:
    indices = {span.span_id: index for index, span in enumerate(analysis.tree.spans)}
    for problem in find_problems(analysis):
        if problem.rule != "clock-skew" or not problem.hop or not problem.span_id:
            continue
        index = indices[problem.span_id]
        is_sure = _is_apart(analysis, index) or _never_fits(analyses, problem.hop)
        if is_sure and not _is_back(analysis, index):
            caller, _, callee = problem.hop.partition("->")
            shown = f"span {problem.span_id} does not fit into the call above it"
            span = analysis.tree.spans[index]
            yield report("clock-skew", problem.sentence, (shown,), [span], hop=(caller, callee))


def _is_apart(analysis: Analysis, index: int) -> bool:
    """Say whether a server's span lies outside of its call, or begins before that."""
    tree = analysis.tree
    server, call = tree.spans[index], tree.spans[tree.parents[index]]
    return server.start_ns < call.start_ns or server.start_ns >= call.end_ns


def _never_fits(analyses: Sequence[Analysis], hop: str) -> bool:
    """Say whether there are several calls at a hop, and none of them fits."""
    fits = [
        index not in analysis.times.skewed
        for analysis in analyses
        for index in _answered(analysis, hop)
    ]
    return len(fits) >= ENOUGH_CALLS and not any(fits)


def _answered(analysis: Analysis, hop: str) -> Iterator[int]:
    """List the servers' spans at a hop."""
    tree = analysis.tree
    for index, span in enumerate(tree.spans):
        parent = tree.parents[index]
        is_call = span.kind == "server" and parent != NOBODY
        if is_call and f"{tree.spans[parent].service}->{span.service}" == hop:
            yield index


def _is_back(analysis: Analysis, index: int) -> bool:
    """Say whether a service's clock is that of the trace again, and its caller's alone is off."""
    shifts, parent = analysis.times.shifts, analysis.tree.parents[index]
    return abs(shifts[index]) < LITTLE * abs(shifts[parent])
