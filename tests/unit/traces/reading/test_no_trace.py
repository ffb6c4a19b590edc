"""What is no trace is named, with the way in; nothing raises anything else."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.traces.writers.formats import TRACE, WRITERS
from tracing_sandbox.traces.reading.format_table import FORMATS
from tracing_sandbox.traces.reading.trace_file import (
    BadTraceFile,
    read_trace_bytes,
    read_trace_file,
)

PAGE = Path(__file__).parents[4] / "docs" / "formats.md"


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("trace.json", "{}")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "trace is empty; "),
        (b" \n\t\n", "trace is empty; "),
        (b"\xef\xbb\xbf", "trace is empty; "),
        (gzip.compress(b"", mtime=0), "trace is empty; "),
        (b"<!DOCTYPE html>\n<html><body>Log in</body></html>", "looks like an HTML page"),
        (b"\n<HTML>\n<script>\n{}\n</script>", "looks like an HTML page"),
        (b'<?xml version="1.0"?><a/>', "looks like XML"),
        (b"id,name,duration\n1,a,2\n2,b,3\n", "looks like a table (CSV)"),
        (b"id;name;duration\r\n1;a;2\r\n", "looks like a table (CSV)"),
        (b"receivers:\n  otlp:\n    protocols:\n", "looks like YAML"),
        (b"# HELP up Whether it is up\n# TYPE up gauge\nup 1\n", "metrics in Prometheus' text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "looks like an image (PNG)"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "looks like an image (JPEG)"),
        (b"%PDF-1.7\n", "looks like a PDF document"),
        (zipped(), "looks like a zip archive; unpack it"),
        (b"BZh91AY&SY", "looks like a bzip2 archive"),
        (b"\xfd7zXZ\x00\x00", "looks like an xz archive"),
        (b"a" * 257 + b"ustar\x0000", "looks like a tar archive"),
        (gzip.compress(b"a" * 257 + b"ustar\x0000", mtime=0), "looks like a tar archive"),
        (b"SQLite format 3\x00", "looks like an SQLite database"),
        (b"\x0a\xc8\x05\x0a\x1a\x0a\x18\x0a\x0cservice.name\x12\x08\x0a\x06", "OTLP in protobuf"),
        (gzip.compress(b"\x0a\xc8\x05\x0a\x1a\x00\x01\x02", mtime=0), "OTLP in protobuf"),
        (b"\x1f\x8b\x08\x00nothing", "the compressed data are"),
        (b"\x28\xb5\x2f\xfdnothing", "the compressed data are"),
        (gzip.compress(b"{}", mtime=0)[:-9], "the compressed data are cut off"),
        (b'{"resourceLogs": [{"scopeLogs": [{"logRecords": [{}]}]}]}', "holds 1 records of logs"),
        (b'{"resourceMetrics": [{"scopeMetrics": [{"metrics": [{}]}]}]}', "1 records of metrics"),
        (b'{"log": {"version": "1.2", "entries": []}}', "recording of requests (HAR)"),
        (b'{"traceEvents": [{"ph": "X"}]}', "recording of Chrome's trace events"),
        (b'[{"name": "a", "ph": "X", "ts": 1}]', "holds an object with 'name', 'ph', 'ts'"),
        (b'{"trace_id": "a", "critical_path": [], "answer": ""}', "explanation without its spans"),
        (b'[{"trace_id": "a", "answer": "x"}]', "an explanation without its spans"),
        (b'{"data": null, "errors": [{"code": 404}]}', "(Jaeger answered 404)"),
        (
            b'{"data": [], "errors": [{"code": 404, "msg": "trace not found"}]}',
            "404 trace not found",
        ),
        (b'{"error": {"httpCode": 404, "message": "trace not found"}}', "an error that Jaeger"),
        (b'[{"traceId": "a", "annotations": [], "binaryAnnotations": []}]', "Zipkin's version 1"),
        (b'{"rootServiceName": "shop", "durationMs": 3}', "a trace in Tempo's search"),
        (b'{"resourceSpans": []}', "holds no span"),
        (b'{"data": []}', "holds no span"),
        (b'{"batches": []}', "holds no span"),
        (b"[]", "holds no span"),
        (b"17", "holds the JSON value 17"),
        (b'"tea"', "holds the JSON value 'tea'"),
        (b"null", "holds the JSON value None"),
        (b"tea", "(not JSON, but text: 'tea')"),
        (b'{"resourceSpans": [', "not JSON, or cut off: "),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_trace_is_named_with_the_way_in(content: bytes, named: str) -> None:
    with pytest.raises(BadTraceFile) as raised:
        read_trace_bytes(BytesIO(content), "trace")
    message = str(raised.value)
    assert named in message
    assert message.startswith("trace ")
    assert message.endswith(f"; {FORMATS}")
    assert message.isprintable()


def test_name_of_a_file_cannot_drive_a_terminal(tmp_path: Path) -> None:
    for name in ("\x1b[31mevil", "no\udcff", "a\N{RIGHT-TO-LEFT OVERRIDE}b"):
        with pytest.raises(BadTraceFile) as raised:
            read_trace_file(tmp_path / name)
        assert str(raised.value).isprintable()


def test_page_names_every_format_that_the_error_names() -> None:
    page = PAGE.read_text()
    for name in ("OTLP JSON", "Jaeger's API", "Jaeger's UI", "Tempo", "Zipkin v2", "Python's SDK"):
        assert name in page
    for told in ("resourceSpans", "data", "result", "batches", "trace"):
        assert f"`{told}`" in page
    for name in ("OTLP", "Jaeger", "Tempo", "Zipkin", "Python's SDK"):
        assert name in FORMATS


@given(st.binary(max_size=300))
def test_no_bytes_can_break_the_reader(raw: bytes) -> None:
    with pytest.raises(BadTraceFile):
        read_trace_bytes(BytesIO(raw), "trace")


@given(
    st.sampled_from(sorted(WRITERS)),
    st.integers(0, 10_000),
    st.binary(max_size=3),
    st.sampled_from([bytes, gzip.compress]),
)
def test_no_damage_to_a_file_can_break_the_reader(
    name: str, at: int, damage: bytes, pack: Callable[[bytes], bytes]
) -> None:
    raw = pack(WRITERS[name](TRACE.spans).encode())
    at %= len(raw)
    try:
        reading = read_trace_bytes(BytesIO(raw[:at] + damage + raw[at + 1 :]), "trace")
    except BadTraceFile:
        return
    json.dumps([each.sentence for each in (*reading.all_bad_spans, *reading.all_notes)])
