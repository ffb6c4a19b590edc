"""Secrets on spans: by the name of their attribute, or by what they look like. Never shown."""

from collections import defaultdict
from collections.abc import Iterator

from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.finding import Finding, report
from tracing_sandbox.doctor.secrets import secrets_on
from tracing_sandbox.traces.reading.span import Span


def find_secret_in_attribute(chart: Chart) -> Iterator[Finding]:
    """Name each service whose spans hold what looks like a secret."""
    found: dict[tuple[str, str], list[tuple[Span, str, str]]] = defaultdict(list)
    for span in chart.case.spans:
        found[span.trace_id, span.service] += [
            (span, where, what) for where, what in secrets_on(span)
        ]
    for (_, service), secrets in found.items():
        if secrets:
            _, where, what = secrets[0]
            yield report(
                "secret-in-attribute",
                f"{service} records what looks like {what} in {where}; it is not shown here.",
                dict.fromkeys(f"{at}: {kind} (span {s.span_id})" for s, at, kind in secrets[:10]),
                [span for span, _, _ in secrets],
                service=service,
            )
