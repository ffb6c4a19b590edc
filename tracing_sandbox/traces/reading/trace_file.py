"""Traces from a file in any of the formats that people have; `explain` comes after it.

The format is told by the content of each document: a file may hold several.
"""

import io
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple

from tracing_sandbox.traces.reading.fields.field import LEFT_OUT
from tracing_sandbox.traces.reading.format_table import FORMATS, read_document
from tracing_sandbox.traces.reading.formats.zipkin import separate_halves
from tracing_sandbox.traces.reading.garbage import no_collection
from tracing_sandbox.traces.reading.intake import Intake
from tracing_sandbox.traces.reading.lookalike import name_binary, name_text, traces_named_in
from tracing_sandbox.traces.reading.safe_text import safe_text
from tracing_sandbox.traces.reading.text.encoding import HEAD_BYTES, EncodedText
from tracing_sandbox.traces.reading.text.json_documents import Document, NotJson, split_documents
from tracing_sandbox.traces.reading.text.window import mend
from tracing_sandbox.traces.reading.trace import Reading

STANDARD_INPUT = Path("-")
LONGEST_NAME = 300


class BadTraceFile(Exception):  # noqa: N818
    """A file holds no trace; the message says which file, what it holds and what was expected."""


class NoSuchFile(BadTraceFile):
    """There is no file of this name."""


class Strange(NamedTuple):
    """A document that holds no span: where it stands, and what it is instead."""

    place: str
    error: ValueError


def read_trace_file(path: Path) -> Reading:
    """Read every trace in a file, `-` for standard input; what cannot be read is reported.

    Raises `BadTraceFile` if the file cannot be opened or holds nothing that could be a span.
    """
    if path == STANDARD_INPUT:
        return read_trace_bytes(sys.stdin.buffer, "standard input")
    source = safe_text(str(path), LONGEST_NAME)
    try:
        with path.open("rb") as stream:
            return read_trace_bytes(stream, source)
    except FileNotFoundError as error:
        raise NoSuchFile(f"There is no file {source}.") from error
    except OSError as error:
        raise BadTraceFile(f"{source} cannot be read: {error.strerror or error}.") from error


def read_trace_bytes(stream: BinaryIO, source: str) -> Reading:
    """Read every trace in a stream of bytes as `read_trace_file` does."""
    text = EncodedText(stream)
    if what := name_binary(text.head):
        raise BadTraceFile(f"{source} is no file of traces: it looks like {what}; {FORMATS}")
    return _read(text.pieces(), source, text)


def read_trace_text(text: str, source: str) -> Reading:
    """Read every trace in a text as `read_trace_file` does; `source` names it in reports."""
    return _read(iter((str(mend(text)),)), source, EncodedText(io.BytesIO()))


@no_collection()
def _read(pieces: Iterator[str], source: str, text: EncodedText) -> Reading:
    intake, strange = Intake(source), list[Strange]()
    first = next(pieces, "")
    for document in split_documents(chain((first,), pieces)):
        _take_in(document, intake, strange)
    fault = text.fault
    if intake.is_empty:
        raise BadTraceFile(_nothing_in(source, first[:HEAD_BYTES], intake, strange, fault))
    for trace_id in intake.shared_ids & intake.spans.keys():
        intake.spans[trace_id] = separate_halves(intake.spans[trace_id])
    for place, error in strange:
        _report(place, error, intake)
    if fault:
        intake.lose("its end", _only_one(intake), fault)
    if text.replaced:
        fault = f"not all is text; {text.replaced} of its characters shown as U+FFFD"
        intake.note("its text", LEFT_OUT, fault)
    return intake.reading()


def _take_in(document: Document, intake: Intake, strange: list[Strange]) -> None:
    place = f"line {document.line}: " if document.line else ""
    for where, error in read_document(document.value, place, intake):
        strange.append(Strange(where.rstrip(": ") or "its start", error))


def _report(place: str, error: ValueError, intake: Intake) -> None:
    """Report a document that holds no span: spans are lost by it only where it was broken."""
    if isinstance(error, NotJson) and error.may_hold_spans:
        named = traces_named_in(error.text)
        intake.lose(place, sorted(named) or _only_one(intake), str(error))
    else:
        intake.note(place, LEFT_OUT, str(error))


def _only_one(intake: Intake) -> Iterable[str]:
    """Name the only trace that there is, which then has lost what was lost; else no trace."""
    return list(intake.spans) if len(intake.spans) == 1 else [""]


def _nothing_in(source: str, head: str, intake: Intake, strange: list[Strange], fault: str) -> str:
    if fault:
        return f"{source} is no file of traces: {fault}; {FORMATS}"
    if not head.strip():
        return f"{source} is empty; {FORMATS}"
    if intake.passed_over:
        counts = " and ".join(f"{n} records of {s}" for s, n in intake.passed_over.items())
        return f"{source} holds {counts}, and no span; {FORMATS}"
    if not strange:
        return f"{source} holds no span; {FORMATS}"
    what = name_text(head)
    why = f": it looks like {what}" if what else f" ({strange[0].error})"
    return f"{source} is no file of traces{why}; {FORMATS}"
