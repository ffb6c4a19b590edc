"""A trace that ends at a call, where what is there does not tell why: it names what it may be."""

from collections.abc import Iterator

from tracing_sandbox.doctor.broken_hop import broken_hops, tell
from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.finding import Finding, report
from tracing_sandbox.doctor.gap import is_silent, open_gaps
from tracing_sandbox.doctor.joining import CALLEE_TRACE

ANOTHER_TRACE = (
    "it may be traceparent-stripped, traceparent-not-extracted, traceparent-malformed or "
    "propagator-mismatch: the callee does not tell what it received"
)
NO_SPAN = (
    "it may be service-not-instrumented, sampled-flag-cleared, exporter-unreachable or "
    "exporter-wrong-endpoint: nothing tells whether it made spans"
)


def find_trace_broken(chart: Chart) -> Iterator[Finding]:
    """Name each hop that is broken for a reason that cannot be told."""
    yield from _in_two(chart)
    yield from _elsewhere(chart)
    yield from _silent(chart)


def _in_two(chart: Chart) -> Iterator[Finding]:
    for hop in broken_hops(chart):
        if hop.call is not None:
            sentence = (
                f"{hop.name} began a trace of its own instead of going on with that of "
                f"{hop.source}. Why cannot be told from these spans."
            )
            yield tell(hop, "trace-broken", sentence, ANOTHER_TRACE)


def _elsewhere(chart: Chart) -> Iterator[Finding]:
    for gap in open_gaps(chart):
        other = gap.call.attributes.get(CALLEE_TRACE)
        if other:
            sentence = (
                f"{gap.callee} answered {gap.name} within trace {other}, which is not among "
                "those that were looked at."
            )
            shown = (gap.shown, f"{CALLEE_TRACE} = {other}", ANOTHER_TRACE)
            yield report("trace-broken", sentence, shown, [gap.call], hop=gap.hop)


def _silent(chart: Chart) -> Iterator[Finding]:
    for gap in open_gaps(chart):
        if gap.is_known and is_silent(gap):
            sentence = (
                f"{gap.callee} usually reports spans when {gap.name} calls it, and reported none "
                "here. Why cannot be told from these spans."
            )
            yield report(
                "trace-broken",
                sentence,
                (gap.shown, NO_SPAN),
                [gap.call],
                hop=gap.hop,
                confidence="possible",
            )
