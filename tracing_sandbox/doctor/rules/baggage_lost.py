"""What travels along with a request, and does not arrive at a service that usually has it."""

from collections import defaultdict
from collections.abc import Iterator

from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.finding import Finding, report
from tracing_sandbox.traces.reading.span import Span


def find_baggage_lost(chart: Chart) -> Iterator[Finding]:
    """Name each hop on which baggage was lost."""
    knowledge = chart.case.knowledge
    lost: dict[tuple[str, str, str, str], list[Span]] = defaultdict(list)
    for call, server in chart.case.calls:
        if server is None:
            continue
        for key in knowledge.carried:
            arrives = key in server.attributes
            if (
                key in call.attributes
                and not arrives
                and (server.service, key) in knowledge.carriers
            ):
                lost[call.trace_id, call.service, server.service, key] += [call, server]
    for (_, caller, callee, key), spans in lost.items():
        yield report(
            "baggage-lost",
            f"{caller} has the baggage {key}, and {callee}, which usually has it as well, has not.",
            (f"{key} is on span {spans[0].span_id} of {caller} and not on {spans[1].span_id}",),
            spans,
            hop=(caller, callee),
        )
