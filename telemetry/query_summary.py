"""Names database spans as the semantic conventions ask: operation and table."""

import re

from opentelemetry.sdk.trace import Span, SpanProcessor
from opentelemetry.semconv.attributes.db_attributes import DB_QUERY_SUMMARY, DB_QUERY_TEXT

TABLE = re.compile(r"\b(?:FROM|INTO|UPDATE|TABLE)\s+[\"`]?(\w+)", re.IGNORECASE)


def summarize_query(text: str) -> str:
    """Reduce a statement to its operation and first table: `SELECT stock`."""
    words = text.split(maxsplit=1)
    table = TABLE.search(text)
    return " ".join([words[0].upper(), *(table.groups() if table else ())]) if words else ""


class QuerySummary(SpanProcessor):
    """Gives a span with `db.query.text` its summary, as attribute and as name."""

    def _on_ending(self, span: Span) -> None:
        text = (span.attributes or {}).get(DB_QUERY_TEXT)
        summary = summarize_query(str(text)) if text else ""
        if summary:
            span.set_attribute(DB_QUERY_SUMMARY, summary)
            span.update_name(summary)
