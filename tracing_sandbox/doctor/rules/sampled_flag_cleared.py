"""The trace goes on, but its sampled flag does not: from there on no span is kept."""

from collections.abc import Iterator

from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.finding import Finding, report
from tracing_sandbox.doctor.gap import (
    SAMPLED,
    is_silent,
    open_gaps,
    orphans_behind,
    usual_behind,
    usual_in_trace,
    would_be_noted,
)


def find_sampled_flag_cleared(chart: Chart) -> Iterator[Finding]:
    """Name each hop on which the flag was cleared."""
    for gap in open_gaps(chart):
        if gap.call.attributes.get(SAMPLED) is False:
            yield report(
                "sampled-flag-cleared",
                f"{gap.callee} went on with the trace of {gap.name} but does not record it: the "
                "sampled flag was cleared on the way, or its sampler ignores it.",
                (gap.shown, f"{SAMPLED} = false on the call; the caller's spans are sampled"),
                [gap.call],
                hop=gap.hop,
            )
    yield from _by_silence(chart)


def _by_silence(chart: Chart) -> Iterator[Finding]:
    """Conclude it where all behind a call is silent."""
    for gap in open_gaps(chart):
        behind = usual_behind(chart.case, gap)
        if not (gap.is_known and is_silent(gap) and behind) or would_be_noted(chart.case, gap):
            continue
        if orphans_behind(chart, gap) or usual_in_trace(chart.case, gap):
            continue
        names = ", ".join(sorted(behind))
        yield report(
            "sampled-flag-cleared",
            f"From {gap.callee} on nothing of the trace of {gap.name} was recorded: the sampled "
            "flag was cleared on the way, or its sampler ignores it.",
            (
                gap.shown,
                f"nor has {names} a span here, which usually follows",
                "no trace begins anew, as it would without instrumentation",
                "nothing is orphaned, as it would be with an exporter that fails",
            ),
            [gap.call],
            hop=gap.hop,
            confidence="likely",
        )
