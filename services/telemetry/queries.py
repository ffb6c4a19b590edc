"""Names database spans as the semantic conventions ask: operation and table."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from opentelemetry.instrumentation import dbapi, psycopg

COMMENT = re.compile(r"/\*.*?\*/|--[^\n]*", re.DOTALL)
OPERATION = re.compile(r"[\s(]*([a-z]{1,32})", re.IGNORECASE)
TABLE = re.compile(
    r"\b(?:FROM|INTO|UPDATE|TABLE)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?"
    r"(?:[\"`]?\w+[\"`]?\.)?[\"`]?(\w{1,64})",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def summarize_query(text: str) -> str:
    """Reduce a statement to its operation and first table: `SELECT stock`."""
    statement = COMMENT.sub(" ", text)
    operation = OPERATION.match(statement)
    if not operation:
        return ""
    table = TABLE.search(statement)
    return " ".join([operation[1].upper(), *(table.groups() if table else ())])


def name_queries_by_table() -> None:
    """Make the drivers' instrumentation name a span `SELECT stock` instead of `SELECT`.

    It has no setting for the name, so its cursor tracers get our method.
    """
    for tracer in (dbapi.CursorTracer, psycopg.CursorTracer):
        tracer.get_operation_name = query_name  # type: ignore[assignment, method-assign]


def query_name(_tracer: object, cursor: Any, args: Sequence[Any]) -> str:
    """Return the name for the statement about to run; psycopg's composed ones are rendered."""
    statement = args[0] if args else ""
    if hasattr(statement, "as_string"):
        statement = statement.as_string(cursor)
    if isinstance(statement, bytes):
        statement = statement.decode("utf-8", "replace")
    return summarize_query(str(statement))
