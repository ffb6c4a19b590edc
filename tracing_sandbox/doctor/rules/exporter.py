"""All spans of a service are missing, and the trace goes on behind it: they were never received.

Where the service's log or the Collector's counters tell, the cause is certain: nobody listens at
the address, or what listens there does not take them.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.circumstances import When, cut_line
from tracing_sandbox.doctor.finding import Confidence, Finding, report
from tracing_sandbox.doctor.gap import (
    Gap,
    has_spans_of_callee,
    is_silent,
    open_gaps,
    orphans_behind,
    would_be_noted,
)
from tracing_sandbox.traces.measuring.part import label
from tracing_sandbox.traces.reading.span import Span

UNREACHABLE, WRONG = "exporter-unreachable", "exporter-wrong-endpoint"
# What the SDK's exporters log; 404, 405 and 415 are answers of who listens and takes no spans.
LOGGED_WRONG = re.compile(
    r"batch code: (?:400|404|405|415)|UNIMPLEMENTED|RemoteDisconnected|BadStatusLine"
    r"|Connection aborted|ProtocolError|Failed parsing HTTP/2|Trying to connect an http1",
)
LOGGED_UNREACHABLE = re.compile(
    r"Connection refused|NewConnectionError|NameResolutionError|Name or service not known"
    r"|ConnectTimeout|No route to host|StatusCode\.UNAVAILABLE|Max retries exceeded"
    r"|due to timeout, max retries or shutdown",
)


class Cause(NamedTuple):
    """A rule, how sure it is, and what shows it."""

    rule: str
    confidence: Confidence
    shown: str


def find_exporter_unreachable(chart: Chart) -> Iterator[Finding]:
    """Name each service whose spans nobody received."""
    yield from _find(chart, UNREACHABLE)


def find_exporter_wrong_endpoint(chart: Chart) -> Iterator[Finding]:
    """Name each service whose spans went to who does not take them."""
    yield from _find(chart, WRONG)


def _find(chart: Chart, rule: str) -> Iterator[Finding]:
    for gap in open_gaps(chart):
        if not is_silent(gap) or has_spans_of_callee(chart.case, gap):
            continue
        orphans = orphans_behind(chart, gap)
        if not orphans and not (gap.is_known and would_be_noted(chart.case, gap)):
            continue
        cause = _cause_of(chart, gap)
        if cause.rule == rule:
            yield _tell(gap, orphans, cause)


def _cause_of(chart: Chart, gap: Gap) -> Cause:
    circumstances = chart.case.circumstances
    when = When(gap.call.trace_id, gap.call.start_ns, gap.call.end_ns)
    line = circumstances.line_of(gap.callee, (LOGGED_WRONG, LOGGED_UNREACHABLE), when)
    if line:
        rule = WRONG if LOGGED_WRONG.search(line) else UNREACHABLE
        return Cause(rule, "certain", f"{gap.callee} logged: {cut_line(line)}")
    if circumstances.wrong_requests:
        return Cause(WRONG, "likely", f"the Collector counts: {circumstances.wrong_requests[0]}")
    return Cause(UNREACHABLE, "likely", f"no log of {gap.callee} tells; {WRONG} looks the same")


def _tell(gap: Gap, orphans: Sequence[Span], cause: Cause) -> Finding:
    behind = [
        f"{label(orphan.service, orphan.name)} is in the trace; its caller, span "
        f"{orphan.parent_id} of {gap.callee}, is not"
        for orphan in orphans
    ]
    why = "nobody listens where it sends them"
    if cause.rule == WRONG:
        why = "it sends them to an address that does not take them"
    return report(
        cause.rule,
        f"{gap.callee} recorded the trace of {gap.name}, and none of its spans arrived: {why}.",
        (gap.shown, *behind, cause.shown),
        [gap.call, *orphans],
        service=gap.callee,
        confidence=cause.confidence,
    )
