"""The page docs/explaining-a-trace.md taken apart: its tables and drawings as a test needs them."""

from pathlib import Path

from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace

PAGE = Path(__file__).resolve().parents[4] / "docs" / "explaining-a-trace.md"
ORIGIN_NS = 1_750_000_000_000_000_000
MS = 1_000_000


def table_after(text: str) -> list[list[str]]:
    """The cells of the first table after a text, without its head."""
    lines = PAGE.read_text().partition(text)[2].splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("|"))
    rows = []
    for line in lines[first + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def block_after(text: str) -> str:
    """The first fenced block after a text."""
    return PAGE.read_text().partition(text)[2].split("```")[1].partition("\n")[2]


def example_trace() -> Trace:
    """The trace in the page's table of spans."""
    spans = tuple(span_of(row) for row in table_after("Times are milliseconds since"))
    return Trace(spans[0].trace_id, spans)


def span_of(row: list[str]) -> Span:
    """One row of that table."""
    span_id, parent, service, operation, kind, start, end, failed, calls = row
    return Span(
        trace_id="7ea" * 10 + "00",
        span_id=f"{int(span_id):016x}",
        parent_id=f"{int(parent):016x}" if parent else None,
        service=service,
        name=operation,
        kind=kind,  # type: ignore[arg-type]
        start_ns=ORIGIN_NS + int(start) * MS,
        end_ns=ORIGIN_NS + int(end) * MS,
        error=failed == "yes",
        attributes={"db.system.name": calls} if calls else {},
    )
