"""Baggage that arrives at a service that never has it: it goes to whom it does not concern."""

from collections import defaultdict
from collections.abc import Iterator

from tracing_sandbox.doctor.case import Case
from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.finding import Finding, report
from tracing_sandbox.doctor.kinds import header_of
from tracing_sandbox.traces.reading.span import Span

HEADER = "http.request.header.baggage"


def find_baggage_leaked(chart: Chart) -> Iterator[Finding]:
    """Name each hop over which baggage goes that usually does not."""
    leaked: dict[tuple[str, str, str, str], list[Span]] = defaultdict(list)
    for call, server in chart.case.calls:
        if server is None or server.service not in chart.case.knowledge.services:
            continue
        for key in _new_keys(chart.case, call, server):
            leaked[call.trace_id, call.service, server.service, key] += [call, server]
    for (_, caller, callee, key), spans in leaked.items():
        yield report(
            "baggage-leaked",
            f"{caller} sends its baggage {key} to {callee}, which never has it in healthy traces.",
            (f"{key} is on span {spans[1].span_id} of {callee}",),
            spans,
            hop=(caller, callee),
        )


def _new_keys(case: Case, call: Span, server: Span) -> Iterator[str]:
    knowledge = case.knowledge
    for key in knowledge.carried:
        comes_from_carrier = (call.service, key) in knowledge.carriers
        is_new = (server.service, key) not in knowledge.carriers
        if key in server.attributes and comes_from_carrier and is_new:
            yield key
    has_header = header_of(server, "baggage") is not None
    if has_header and (server.service, "baggage") not in knowledge.captured:
        yield HEADER
