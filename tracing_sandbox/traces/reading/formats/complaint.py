"""What a backend says beside a trace of what it could not give: the trace is not whole then."""

from collections.abc import Iterator, Mapping
from typing import Any

from tracing_sandbox.traces.reading.fields.field import shown
from tracing_sandbox.traces.reading.loose import items_of
from tracing_sandbox.traces.reading.safe_text import safe_text

LONGEST = 200


def complaint_in(document: Mapping[str, Any]) -> str:
    """Say what Tempo or Jaeger complains of in an answer, made harmless; '' if it is content."""
    return safe_text(_complaint_in(document), LONGEST)


def _complaint_in(document: Mapping[str, Any]) -> str:
    if "status" in document and str(document["status"]).upper() == "PARTIAL":
        told = document.get("message")
        return f"Tempo answered a part of the trace{f': {told}' if told else ''}"
    if "data" in document and document.get("errors"):
        return f"Jaeger answered {', '.join(_told(document['errors']))}"
    return ""


def _told(errors: object) -> Iterator[str]:
    for each in items_of(errors):
        if isinstance(each, Mapping):
            parts = (each.get("code"), each.get("msg", each.get("message")))
            yield " ".join(str(part) for part in parts if part is not None) or shown(each)
        else:
            yield str(each)
