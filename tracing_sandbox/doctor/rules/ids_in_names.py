"""Span names with ids in them: each is a name of its own, and no two traces are alike."""

import re
from collections import defaultdict
from collections.abc import Iterator

from tracing_sandbox.doctor.case import Case
from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.edges import label_of, operation_in, service_in
from tracing_sandbox.doctor.finding import Finding, report
from tracing_sandbox.traces.reading.safe_text import safe_text
from tracing_sandbox.traces.reading.span import Span

ID = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"  # a UUID
    r"|(?<![0-9A-Za-z])(?=[0-9a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{12,}(?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z.])[0-9]{3,}(?![0-9A-Za-z.])"
    r"|(?<=/)[0-9]+(?=/|$)"
    r"|[\w.+-]+@[\w-]+\.[\w.]+",
    re.IGNORECASE,
)
ID_KEY = re.compile(r"(?:^|[._])(?:id|sku|uuid|number|email)$")
SHORTEST_VALUE = 4


def find_ids_in_names(chart: Chart) -> Iterator[Finding]:
    """Name each service whose span names hold ids, trace by trace."""
    found: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for span in chart.case.spans:
        if label_of(span) not in chart.case.knowledge.labels and _holds_id(chart.case, span):
            found[span.trace_id, span.service].append(span)
    for (_, service), spans in found.items():
        names = list(dict.fromkeys(span.name for span in spans))
        shown = [f"span {span.span_id} is called {safe_text(span.name)}" for span in spans[:5]]
        yield report(
            "ids-in-names",
            f"{service} puts ids into span names, {safe_text(names[0])} for one: its operations "
            "cannot be counted or compared.",
            shown,
            spans,
            service=service,
        )


def _holds_id(case: Case, span: Span) -> bool:
    return bool(ID.search(span.name)) or _holds_value(span) or _is_usual_with_more(case, span)


def _holds_value(span: Span) -> bool:
    """Say whether the name holds the value of an attribute that is an id."""
    values = (str(value) for key, value in span.attributes.items() if ID_KEY.search(key))
    return any(len(value) >= SHORTEST_VALUE and value in span.name for value in values)


def _is_usual_with_more(case: Case, span: Span) -> bool:
    """Say whether a name is a usual one of the service with something that holds a digit added."""
    usual = {operation_in(e) for e in case.knowledge.labels if service_in(e) == span.service}
    words = span.name.split(" ")
    heads = (" ".join(words[:count]) for count in range(1, len(words)))
    rest = next((span.name.removeprefix(head) for head in heads if head in usual), "")
    return any(char.isdigit() for char in rest)
