"""One trace says the same, whatever format, layout and compression it comes in."""

import gzip
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest

from tests.unit.traces.simulated.shop import run
from tests.unit.traces.writers.formats import TRACE, WRITERS
from tracing_sandbox.traces.explaining.document import explanation_document
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.reading.trace import Reading, Trace
from tracing_sandbox.traces.reading.trace_file import read_trace_bytes, read_trace_text

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# What a format cannot hold, by format: the rest must be equal.
LOST = {"zipkin": ("attributes", "events"), "zipkin-traces": ("attributes", "events")}
ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "utf-8": str.encode,
    "utf-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16 big-endian": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "utf-32": lambda text: text.encode("utf-32"),
}
PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gzip": gzip.compress,
    "gzip in parts": lambda raw: gzip.compress(raw[:99], mtime=0) + gzip.compress(raw[99:]),
    "zstd": zstd.compress,
    "zstd in parts": lambda raw: zstd.compress(raw[:99]) + zstd.compress(raw[99:]),
    "zstd in gzip": lambda raw: gzip.compress(zstd.compress(raw), mtime=0),
}


def document_of(reading: Reading) -> dict[str, Any]:
    (trace,) = reading.traces
    assert [bad.sentence for bad in trace.bad_spans] == []
    assert [note.sentence for note in trace.notes] == []
    return explanation_document(explain(trace))


def without(document: dict[str, Any], lost: tuple[str, ...]) -> dict[str, Any]:
    for span in document["spans"]:
        for key in lost:
            span.pop(key, None)
    return document


@pytest.mark.parametrize("name", [name for name in WRITERS if name != "zipkin-shared"])
def test_trace_says_the_same_in_every_format(name: str) -> None:
    lost = LOST.get(name, ())
    service_only = [replace(s, resource={"service.name": s.service}) for s in TRACE.spans]
    expected = explanation_document(explain(replace(TRACE, spans=tuple(service_only))))
    found = document_of(read_trace_text(WRITERS[name](service_only), "trace"))
    assert without(found, lost) == without(expected, lost)


@pytest.mark.parametrize("name", list(WRITERS))
@pytest.mark.parametrize("seed", range(3))
def test_simulated_order_says_the_same_in_every_format(name: str, seed: int) -> None:
    trace = in_microseconds(run("place_order", seed))
    found = read_trace_text(WRITERS[name](trace.spans), "trace")
    (read,) = found.traces
    assert explain(read).answer == explain(trace).answer
    assert [segment[1:] for segment in explain(read).path] == [
        segment[1:] for segment in explain(trace).path
    ]


def in_microseconds(trace: Trace) -> Trace:
    """A trace that formats which count microseconds can hold."""
    spans = (
        replace(span, start_ns=span.start_ns // 1000 * 1000, end_ns=span.end_ns // 1000 * 1000)
        for span in trace.spans
    )
    return replace(trace, spans=tuple(spans))


@pytest.mark.parametrize("packing", list(PACKINGS))
@pytest.mark.parametrize("encoding", list(ENCODINGS))
@pytest.mark.parametrize("name", list(WRITERS))
def test_trace_is_read_in_every_encoding_and_packing(
    name: str, encoding: str, packing: str
) -> None:
    accented = [replace(s, name=f"{s.name} Grün \N{TEACUP WITHOUT HANDLE}") for s in TRACE.spans]
    text = WRITERS[name](accented)
    raw = PACKINGS[packing](ENCODINGS[encoding](text))
    assert read_trace_bytes(BytesIO(raw), "trace") == read_trace_text(text, "trace")
    assert len(read_trace_text(text, "trace").traces[0].spans) == 7


def one_a_line(parts: list[str]) -> str:
    return "".join(f"{json.dumps(json.loads(part))}\n" for part in parts)


LAYOUTS: dict[str, Callable[[list[str]], str]] = {
    "one a line": one_a_line,
    "Windows lines": lambda parts: one_a_line(parts).replace("\n", "\r\n"),
    "blank lines": lambda parts: one_a_line(parts).replace("\n", "\n\n"),
    "pretty, one after the other": lambda parts: "\n".join(
        json.dumps(json.loads(part), indent=2) for part in parts
    ),
    "without anything between": lambda parts: "".join(parts),
    "commas between": ",\n".join,
    "a list": lambda parts: f"[{','.join(parts)}]",
    "a pretty list": lambda parts: json.dumps([json.loads(part) for part in parts], indent=2),
    "a JSON text sequence": lambda parts: "".join(f"\x1e{part}\n" for part in parts),
}


@pytest.mark.parametrize("layout", list(LAYOUTS))
@pytest.mark.parametrize("name", [name for name in WRITERS if name != "python-console"])
def test_documents_are_read_in_every_layout(name: str, layout: str) -> None:
    other = tuple(replace(span, trace_id="ef" * 16) for span in TRACE.spans)
    parts = [WRITERS[name](TRACE.spans), WRITERS[name](other)]
    reading = read_trace_text(LAYOUTS[layout](parts), "trace")
    assert [(trace.trace_id, len(trace.spans)) for trace in reading.traces] == [
        (TRACE.trace_id, 7),
        ("ef" * 16, 7),
    ]
    assert [*reading.all_bad_spans, *reading.all_notes] == []
