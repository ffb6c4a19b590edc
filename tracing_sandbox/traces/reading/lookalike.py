"""What a file is that holds no trace, as far as one can tell: errors name it."""

import re
from codecs import getincrementaldecoder
from collections.abc import Iterable, Mapping
from typing import Any

from tracing_sandbox.traces.reading.fields.field import shown
from tracing_sandbox.traces.reading.fields.identity import TRACE_DIGITS, write_id

JSON_BEGINS = re.compile(r'[{\[]\s*["{]')
NAMED_TRACE = re.compile(r'"trace_?id"\s*:\s*"([^"\\]{1,64})"', re.IGNORECASE)
MAGIC = (
    (b"\x89PNG", "an image (PNG)"),
    (b"\xff\xd8\xff", "an image (JPEG)"),
    (b"GIF8", "an image (GIF)"),
    (b"RIFF", "an image or a sound (RIFF)"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive; unpack it, and give a file that is in it"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"BZh", "a bzip2 archive; unpack it with bunzip2"),
    (b"\xfd7zXZ", "an xz archive; unpack it with unxz"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it, and give a file that is in it"),
    (b"\x04\x22\x4d\x18", "an lz4 archive; unpack it with lz4 -d"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"PAR1", "a Parquet file"),
)
UTF_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff", b"\0{", b"\0[")
TAR_AT, TAR = 257, b"ustar"
BINARY = (
    "binary data, such as OTLP in protobuf; have it written as JSON (in the Collector's file "
    "exporter, format: json)"
)
# Enough of a protobuf message to hold a byte that no text has.
CONTROL = frozenset(range(9)) | frozenset(range(14, 27)) | frozenset(range(28, 32))
TEXTS = (
    (
        re.compile(r"\s*<(!doctype html|html|head|body)", re.IGNORECASE),
        "an HTML page, perhaps a "
        "page of Jaeger's or a log-in page; save the JSON that it shows instead",
    ),
    (re.compile(r"\s*<\?xml|\s*<\w+[ >]", re.IGNORECASE), "XML"),
    (re.compile(r"\s*(%YAML|---\s*\n|\w+:\s*\n\s+[-\w])"), "YAML"),
    (re.compile(r"\s*# (HELP|TYPE) "), "metrics in Prometheus' text format"),
    (re.compile(r'\s*"?[\w .]+"?([,;\t]"?[\w .]*"?){2,}\r?\n'), "a table (CSV)"),
)


DOCUMENTS: Mapping[tuple[str, ...], str] = {
    ("traceEvents",): "a recording of Chrome's trace events, which has no trace ids",
    ("differences",): (
        "a comparison, which has no whole spans; save each trace with trace TRACE_ID --json"
    ),
    ("causes",): (
        "what is said of many traces, without their spans; save one with trace TRACE_ID --json"
    ),
    ("traces",): "a list of traces without their spans; save one with trace TRACE_ID --json",
    ("sampled",): (
        "an order without its trace, which was not sampled or did not arrive; see what is known "
        "of it with trace TRACE_ID"
    ),
    ("lead_time_days",): "an order of the shop; its trace is the one of its trace_id",
    ("memory_mb",): "the status of the sandbox, which has no spans",
    ("critical_path", "answer"): (
        "an explanation without its spans; save what sandbox trace --json prints"
    ),
    ("binaryAnnotations",): "a span of Zipkin's version 1; ask Zipkin's /api/v2",
    ("errors", "error"): "an error that Jaeger answered instead of a trace, or another server",
    ("swagger", "openapi"): "the description of an API",
    ("rootTraceName", "rootServiceName"): "a trace in Tempo's search, without its spans",
}


def name_binary(head: bytes) -> str:
    """Say what the first bytes of a file are, if they are no text; '' if they may be."""
    for magic, what in MAGIC:
        if head.startswith(magic):
            return what
    if head[TAR_AT : TAR_AT + len(TAR)] == TAR:
        return "a tar archive; unpack it, and give a file that is in it"
    if head.startswith(UTF_MARKS):
        return ""
    return BINARY if any(byte in CONTROL for byte in head) and not _has_json(head) else ""


def _has_json(head: bytes) -> bool:
    """Say whether JSON begins in the bytes: a stray control character spoils none of it."""
    if head.lstrip()[:1] in (b"{", b"["):
        return True
    text = getincrementaldecoder("utf-8")(errors="ignore").decode(head)
    return b"\0" not in head and text.encode() in head and bool(JSON_BEGINS.search(text))


def name_text(head: str) -> str:
    """Say what a text is that is no JSON; '' if that cannot be told."""
    return next((what for pattern, what in TEXTS if pattern.match(head)), "")


def name_document(document: Any) -> str:
    """Say what a JSON document is that holds no trace."""
    if not isinstance(document, Mapping):
        return f"the JSON value {shown(document)}"
    for names, what in DOCUMENTS.items():
        if any(document.get(key) is not None for key in names):
            return what
    if isinstance(document.get("log"), Mapping) and "entries" in document["log"]:
        return "a browser's recording of requests (HAR), which has no spans"
    keys = ", ".join(sorted(shown(key) for key in document)[:5])
    return f"an object with {keys}" if keys else "an empty object"


def traces_named_in(text: str) -> Iterable[str]:
    """Give the ids of the traces that a broken document names."""
    found = (write_id(given, TRACE_DIGITS) for given in NAMED_TRACE.findall(text))
    return {trace_id for trace_id in found if trace_id}
