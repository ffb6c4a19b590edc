"""What Jaeger's query API answered, as JSON documents; `client` asked for it."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from tracing_sandbox.traces.reading.text.window import may_hold_halves, mend

Documents = Sequence[dict[str, Any]]


def read_documents(status: int, body: bytes) -> Documents | None:
    """Read an answer: nothing where Jaeger found nothing, None where it is no answer of Jaeger's.

    It is one document, or one per line where Jaeger streams.
    """
    try:
        documents = list(_split(body.decode()))
    except ValueError:
        return None
    if status == 404 and _is_not_found(documents):
        return []
    return documents if status == 200 and _are_results(documents) else None


def _split(text: str) -> Iterator[Any]:
    decoder = json.JSONDecoder(parse_constant=str)
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        document, end = decoder.raw_decode(text, position)
        yield mend(document) if may_hold_halves(text, position, end) else document
        position = end


def _is_not_found(documents: Sequence[Any]) -> bool:
    return len(documents) == 1 and isinstance(documents[0], dict) and "error" in documents[0]


def _are_results(documents: Sequence[Any]) -> bool:
    return bool(documents) and all(
        isinstance(document, dict) and "error" not in document for document in documents
    )
