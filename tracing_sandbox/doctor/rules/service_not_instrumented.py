"""A service in the middle that makes no spans and passes no context on."""

from collections.abc import Iterator, Sequence

from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.finding import Confidence, Finding, report
from tracing_sandbox.doctor.gap import (
    UNTRACED,
    Gap,
    is_silent,
    open_gaps,
    usual_behind,
    would_be_noted,
)
from tracing_sandbox.doctor.kinds import REQUEST_ID
from tracing_sandbox.traces.measuring.part import label
from tracing_sandbox.traces.reading.span import Span

SENTENCE = "{} answers {} without any trace, and calls others itself: it is not instrumented."


def find_service_not_instrumented(chart: Chart) -> Iterator[Finding]:
    """Name each hop into a service without spans, behind which others begin traces anew."""
    for gap in open_gaps(chart):
        untraced = bool(gap.call.attributes.get(UNTRACED))
        if not untraced and (not is_silent(gap) or would_be_noted(chart.case, gap)):
            continue
        behind = _requests_behind(chart, gap)
        if behind:
            yield _tell(gap, behind, "certain" if untraced else "likely")
        elif untraced and gap.is_known and usual_behind(chart.case, gap):
            yield _tell(gap, (), "likely")
    yield from _skipped(chart)


def _tell(gap: Gap, behind: Sequence[Span], confidence: Confidence) -> Finding:
    begun = [
        f"{label(root.service, root.name)} was called meanwhile and begins trace {root.trace_id}"
        for root in behind
    ]
    noted = [f"{UNTRACED} = true on the call"] if gap.call.attributes.get(UNTRACED) else []
    sentence = SENTENCE.format(gap.callee, gap.name)
    shown = (gap.shown, *noted, *begun)
    spans = [gap.call, *behind]
    return report(
        "service-not-instrumented", sentence, shown, spans, hop=gap.hop, confidence=confidence
    )


def _requests_behind(chart: Chart, gap: Gap) -> list[Span]:
    """List the requests that began traces during the call and belong behind who was called."""
    return [
        root
        for root in chart.case.roots
        if root.kind == "server"
        and chart.is_open(root)
        and root.service not in (gap.callee, gap.call.service)
        and chart.case.contains(gap.call, root)
        and _belongs_behind(chart, gap, root)
    ]


def _belongs_behind(chart: Chart, gap: Gap, root: Span) -> bool:
    own = chart.case.local_root(gap.call).attributes.get(REQUEST_ID)
    theirs = root.attributes.get(REQUEST_ID)
    if own and theirs and own == theirs:
        return True
    return root.service in usual_behind(chart.case, gap)


def _skipped(chart: Chart) -> Iterator[Finding]:
    """Name services that pass the headers on without a span: who is behind seems to be called."""
    knowledge = chart.case.knowledge
    for call, server in chart.case.calls:
        expected = knowledge.callee_of(call)
        if server is None or expected in (None, server.service):
            continue
        if expected and server.service in knowledge.callees_of(expected):
            gap = Gap(call, expected, is_known=True)
            shown = f"{label(server.service, server.name)} stands directly beneath {gap.name}"
            yield report(
                "service-not-instrumented",
                SENTENCE.format(expected, gap.name),
                (shown, f"usually {expected} stands between the two"),
                [call, server],
                hop=gap.hop,
                confidence="likely",
            )
