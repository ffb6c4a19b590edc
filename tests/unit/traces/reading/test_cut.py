"""A document that breaks off: the spans before the break are read, and the break is said."""

import gzip
import json
from io import BytesIO
from typing import Any

import pytest

from tests.unit.traces.writers.formats import TRACE, WRITERS
from tests.unit.traces.writers.otlp import write_otlp
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.reading.text import window
from tracing_sandbox.traces.reading.text.cut import whole_part
from tracing_sandbox.traces.reading.trace import Reading
from tracing_sandbox.traces.reading.trace_file import (
    BadTraceFile,
    read_trace_bytes,
    read_trace_text,
)

WHOLE = {span.span_id: span for span in TRACE.spans}


@pytest.fixture(params=[1 << 20, 40], autouse=True)
def _long(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Call documents long at once, too."""
    monkeypatch.setattr(window, "LONG", request.param)
    monkeypatch.setattr(window, "NEAR_THE_END", min(64, request.param // 2))


def read(text: str) -> Reading | None:
    try:
        return read_trace_text(text, "trace")
    except BadTraceFile:
        return None


def ends_of_spans(text: str) -> list[int]:
    """Where each span of a document in OTLP ends in it."""
    decoder = json.JSONDecoder()
    starts = [at for at in range(len(text)) if text.startswith('{"traceId"', at)]
    return [decoder.raw_decode(text, at)[1] for at in starts]


@pytest.mark.parametrize("share", range(5, 100, 5))
def test_spans_before_the_cut_are_read_and_the_cut_is_said(share: int) -> None:
    text = json.dumps(write_otlp(TRACE.spans))
    cut = text[: len(text) * share // 100]
    whole = sum(end <= len(cut) for end in ends_of_spans(text))
    reading = read(cut)
    if reading is None or not reading.traces:
        assert whole == 0
        return
    (trace,) = reading.traces
    assert len(trace.spans) == whole
    assert [(s.end_ns, s.unfinished) for s in trace.spans] == [
        (WHOLE[s.span_id].end_ns, False) for s in trace.spans
    ]
    assert any(bad.fault.startswith("not JSON, or cut off: ") for bad in trace.bad_spans)
    assert not explain(trace).complete


@pytest.mark.parametrize("name", sorted(WRITERS))
@pytest.mark.parametrize("left_out", [5, 30, 60, 90, 120, 200, 400])
def test_no_half_of_a_span_is_read_of_any_format(name: str, left_out: int) -> None:
    text = WRITERS[name](TRACE.spans)
    whole = {span.span_id: span for each in read_all(text).traces for span in each.spans}
    reading = read(text[:-left_out])
    assert reading is not None
    for span in reading.all_spans:
        told = whole[span.span_id]
        assert (span.start_ns, span.end_ns, span.parent_id) == (
            told.start_ns,
            told.end_ns,
            told.parent_id,
        )
    assert list(reading.all_bad_spans) != []
    assert len(list(reading.all_spans)) >= len(whole) - 2


def read_all(text: str) -> Reading:
    return read_trace_text(text, "trace")


def test_compressed_document_that_is_cut_gives_its_spans() -> None:
    text = json.dumps(write_otlp(TRACE.spans * 50))
    packed = gzip.compress(text.encode(), mtime=0)
    (trace,) = read_trace_bytes(BytesIO(packed[: len(packed) * 2 // 3]), "trace").traces
    assert len(trace.spans) > 10
    assert [bad.fault for bad in trace.bad_spans][-1] == "the compressed data are cut off"


def test_document_after_a_broken_one_is_read_once() -> None:
    lines = [json.dumps(write_otlp([span])) for span in TRACE.spans[:3]]
    reading = read("[1, \n" + "\n".join(lines))
    assert reading is not None
    assert len(list(reading.all_spans)) == 3


@pytest.mark.parametrize("char", ["\0", "\x01", "\x1b", "\t", "\x1f"])
def test_raw_control_character_in_a_text_costs_nothing(char: str) -> None:
    text = json.dumps(write_otlp(TRACE.spans)).replace("get_price", f"get{char}price")
    (trace,) = read_all(text).traces
    assert (len(trace.spans), trace.bad_spans) == (len(TRACE.spans), ())
    assert f"get{char}price" in {span.name for span in trace.spans}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("", None),
        ("[1, 2", None),
        ('{"a": [1', None),
        ('{"a": [1], "b": {"c', {"a": [1]}),
        ('[{"a": "}"}, {"b": [{}, {"c": "x', [{"a": "}"}, {"b": [{}]}]),
        ('[{"spanId": "1"}, {"spanId": "2", "x": [1], "y"', [{"spanId": "1"}]),
        ('{"spanId": "1", "x": [1], "y"', None),
        ('{"s": {"spanId": "1", "x": [{"spanId": "2"}], "y"', {}),
        ('{"a": [{}}', {"a": [{}]}),
    ],
)
def test_whole_part_is_all_but_the_broken_span(text: str, left: Any) -> None:
    assert whole_part(text) == left


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-32", "utf-8-sig"])
def test_text_in_other_encodings_is_read(encoding: str) -> None:
    raw = json.dumps(write_otlp(TRACE.spans)).encode(encoding)
    (trace,) = read_trace_bytes(BytesIO(raw), "trace").traces
    assert len(trace.spans) == len(TRACE.spans)
