"""Traces from a file in any of the formats that people have; `explain` comes after it.

The format is told by the content: OTLP JSON (one document, or one a line as the Collector's file
exporter writes), the answer of Jaeger's `/api/v3`, or the JSON that Jaeger's UI saves.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from tracing_sandbox.traces.reading.field import shown
from tracing_sandbox.traces.reading.garbage import no_collection
from tracing_sandbox.traces.reading.jaeger_ui import read_jaeger_ui
from tracing_sandbox.traces.reading.otlp import read_otlp
from tracing_sandbox.traces.reading.trace import BadSpan, Reading, join_readings

FORMATS = (
    "OTLP JSON (resourceSpans), an answer of Jaeger's /api/v3 (result) "
    "or a trace saved from Jaeger's UI (data)"
)

NAMED_TRACE = re.compile(r'"trace_?id"\s*:\s*"([0-9a-f]{1,32})"', re.IGNORECASE)

Parsed: TypeAlias = "tuple[str, object | ValueError]"


class _NotJson(ValueError):  # noqa: N818
    """Text that cannot be parsed, of which some may still be understood."""

    def __init__(self, message: str, text: str) -> None:
        super().__init__(message)
        self.text = text


class BadTraceFile(Exception):  # noqa: N818
    """A file holds no trace; the message says which file, what it holds and what was expected."""


def read_trace_file(path: Path) -> Reading:
    """Read every trace in a file; what cannot be read is reported beside the good spans.

    Raises `BadTraceFile` if the file cannot be opened or holds nothing that could be a span.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadTraceFile(f"{path} is no text; expected {FORMATS}.") from error
    except OSError as error:
        raise BadTraceFile(f"{path} cannot be read: {error.strerror}.") from error
    return read_trace_text(text, str(path))


@no_collection()
def read_trace_text(text: str, source: str) -> Reading:
    """Read every trace in a text as `read_trace_file` does; `source` names it in reports."""
    readings, strange = [], []
    for place, document in _documents(text):
        try:
            readings.append(_read_document(document, source, place))
        except ValueError as error:
            strange.append((place.rstrip(": ") or "its start", error))
    if not any(reading.traces or reading.bad_spans for reading in readings):
        raise BadTraceFile(_nothing_in(text, source, [error for _, error in strange]))
    ids = list(dict.fromkeys(trace.trace_id for each in readings for trace in each.traces))
    lost = [
        BadSpan(source, place, trace_id, "", str(error))
        for place, error in strange
        for trace_id in _whose(error, ids)
    ]
    return join_readings([*readings, Reading((), tuple(lost))])


def _whose(error: ValueError, ids: Sequence[str]) -> Iterable[str]:
    """Say which traces lost spans by it: those that the text names, else the only one there is."""
    if not isinstance(error, _NotJson):
        return [""]
    named = {digits.lower().zfill(32) for digits in NAMED_TRACE.findall(error.text)}
    return sorted(named) or (ids if len(ids) == 1 else [""])


def _documents(text: str) -> Iterator[Parsed]:
    """Yield each JSON document with its place; text that is none comes as the error it raises."""
    whole = _parse(text)
    if not isinstance(whole, ValueError):
        yield from _items(whole)
        return
    lines = [
        (f"line {number}: ", _parse(line))
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip()
    ]
    has_documents = any(isinstance(document, Mapping) for _, document in lines)
    yield from lines if has_documents else [("", whole)]


def _parse(text: str) -> object | ValueError:
    try:
        document: object = json.loads(text, parse_constant=str, parse_int=_read_digits)
    except RecursionError:
        return _NotJson("nested too deeply", text)
    except ValueError as error:
        return _NotJson(f"not JSON, or cut off: {error}", text)
    return document


def _read_digits(digits: str) -> int | str:
    """Keep a number too long for Python as text: it spoils its own span, not the whole file."""
    try:
        return int(digits)
    except ValueError:
        return digits


def _items(document: object) -> Iterator[Parsed]:
    if not isinstance(document, list):
        yield "", document
        return
    for number, item in enumerate(document):
        yield f"item {number}: ", item


def _read_document(document: object, source: str, place: str) -> Reading:
    """Read one document by what it holds; raise `ValueError` if that is no trace."""
    if isinstance(document, ValueError):
        raise document
    fields = document if isinstance(document, Mapping) else {}
    result = fields.get("result")
    if isinstance(result, Mapping) and "resourceSpans" in result:
        return read_otlp(result, source, f"{place}result.")
    if "resourceSpans" in fields:
        return read_otlp(fields, source, place)
    if isinstance(fields.get("data"), list):
        return read_jaeger_ui(fields["data"], source, place)
    if "spans" in fields and "traceID" in fields:
        return read_jaeger_ui([fields], source, place)
    raise ValueError(f"holds {_what_instead(document)}")


def _what_instead(document: Any) -> str:
    if not isinstance(document, Mapping):
        return f"the JSON value {shown(document)}"
    if "critical_path" in document:
        return "an explanation, which is made from a trace, instead of a trace"
    if "error" in document or document.get("errors"):
        return "an error that Jaeger answered instead of a trace"
    keys = ", ".join(sorted(shown(key) for key in document)[:5])
    return f"an object with {keys}" if keys else "an empty object"


def _nothing_in(text: str, source: str, strange: Sequence[ValueError]) -> str:
    if not text.strip():
        return f"{source} is empty; expected {FORMATS}."
    if not strange:
        return f"{source} holds no span; expected {FORMATS}."
    return f"{source} is no file of traces ({strange[0]}); expected {FORMATS}."
