"""Files of traces, good and bad, in every format."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.traces.drawn.order import order
from tests.unit.traces.drawn.sketch import trace_of
from tests.unit.traces.simulated.shop import run
from tests.unit.traces.writers.otlp import write_otlp
from tracing_sandbox.traces.drawing.waterfall import draw_waterfall
from tracing_sandbox.traces.explaining.document import explanation_document
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.reading.format_table import FORMATS
from tracing_sandbox.traces.reading.span import Event, Link, Span
from tracing_sandbox.traces.reading.trace import Reading, Trace
from tracing_sandbox.traces.reading.trace_file import (
    BadTraceFile,
    read_trace_file,
    read_trace_text,
)

SPAN = Span(
    trace_id="5b8efff798038103d269b633813fc60c",
    span_id="eee19b7ec3c1b174",
    parent_id="eee19b7ec3c1b173",
    service="inventory",
    name="quote_price",
    kind="internal",
    start_ns=1_750_000_000_000_000_001,
    end_ns=1_750_000_000_000_000_999,
    error=True,
    status_message="no price",
    attributes={
        "app.sku": "TEA",
        "app.quantity": 2**60,
        "app.share": 0.25,
        "app.rush": False,
        "app.tags": ["a", 1, ["b"]],
        "app.map": {"deep": {"deeper": None}},
    },
    resource={"service.name": "inventory"},
    events=(Event("exception", 1_750_000_000_000_000_500, {"exception.type": "NoPrice"}),),
    links=(Link("ab" * 16, "cd" * 8, {"why": "retry"}),),
)


def read(document: object) -> Reading:
    return read_trace_text(json.dumps(document), "traces.json")


def spoiled(change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """A document of two spans, the first of which is changed for the worse."""
    good = replace(SPAN, span_id="aaaaaaaaaaaaaaaa")
    document = write_otlp([SPAN, good])
    change(document["resourceSpans"][0]["scopeSpans"][0]["spans"][0])
    return document


def test_otlp_document_is_read_in_full() -> None:
    assert read(write_otlp([SPAN])) == Reading((Trace(SPAN.trace_id, (SPAN,)),))


def test_answer_of_jaeger_is_read_in_full() -> None:
    assert read({"result": write_otlp([SPAN])}) == read(write_otlp([SPAN]))


def test_one_document_a_line_is_read_as_one_trace() -> None:
    trace = run("place_order", 1)
    text = "".join(f"{json.dumps(write_otlp([span]))}\n" for span in trace.spans)
    assert read_trace_text(text, "traces.json").traces == (trace,)


def test_list_of_documents_is_read() -> None:
    assert read([write_otlp([SPAN])]) == read(write_otlp([SPAN]))


def test_file_may_hold_many_traces() -> None:
    traces = [run("place_order", seed) for seed in range(3)]
    document = write_otlp(span for trace in traces for span in trace.spans)
    found = {trace.trace_id: len(trace.spans) for trace in read(document).traces}
    assert found == {trace.trace_id: len(trace.spans) for trace in traces}


def test_names_of_enumerations_and_numbers_without_quotes_are_taken() -> None:
    def write_differently(span: dict[str, Any]) -> None:
        span["kind"] = "SPAN_KIND_CLIENT"
        span["status"] = {"code": "STATUS_CODE_ERROR"}
        span["startTimeUnixNano"] = int(span["startTimeUnixNano"])
        span["traceId"] = span["traceId"].upper()
        span["attributes"] = [{"key": "n", "value": {"doubleValue": "NaN"}}, {"key": "nothing"}]

    (trace,) = read(spoiled(write_differently)).traces
    span = trace.spans[0]
    assert (span.kind, span.error, span.start_ns) == ("client", True, SPAN.start_ns)
    assert span.trace_id == SPAN.trace_id
    assert span.attributes == {"n": "NaN", "nothing": None}


def test_root_may_have_no_parent_an_empty_one_or_zeros() -> None:
    for given_id in ("", "0000000000000000"):
        (trace,) = read(spoiled(lambda span, it=given_id: span.update(parentSpanId=it))).traces  # type: ignore[misc]
        assert trace.spans[0].parent_id is None


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"traceId": None}, "traceId is missing; expected 32 hex digits, not all zero"),
        ({"traceId": ["ab"]}, "traceId is ['ab']; expected 32 hex digits"),
        ({"spanId": "0" * 16}, f"spanId is '{'0' * 16}'; expected 16 hex digits, not all zero"),
        ({"spanId": False}, "spanId is False; expected 16 hex digits"),
        (
            {"startTimeUnixNano": "soon"},
            "startTimeUnixNano is 'soon'; expected nanoseconds since 1970, "
            'for example "1700000000000000000"',
        ),
        (
            {"startTimeUnixNano": None},
            "startTimeUnixNano is missing; expected nanoseconds since 1970, "
            'for example "1700000000000000000"',
        ),
        (
            {"startTimeUnixNano": 10**39},
            f"startTimeUnixNano is {10**39}; expected nanoseconds since 1970, "
            'for example "1700000000000000000"',
        ),
    ],
)
def test_bad_span_is_reported_and_does_not_hide_the_good_one(
    change: dict[str, Any], fault: str
) -> None:
    reading = read(spoiled(lambda span: span.update(change)))
    (trace,) = reading.traces
    assert [span.span_id for span in trace.spans] == ["aaaaaaaaaaaaaaaa"]
    (bad,) = [*reading.bad_spans, *trace.bad_spans]
    assert bad.fault == fault
    assert bad.sentence.startswith("traces.json: span ")
    assert "resourceSpans[0].scopeSpans[0].spans[0]" in bad.sentence


def test_bad_resource_leaves_its_spans_without_a_service_and_is_reported() -> None:
    document = write_otlp([SPAN, replace(SPAN, service="b", span_id="aaaaaaaaaaaaaaaa")])
    document["resourceSpans"][0]["resource"] = "x"
    (trace,) = read(document).traces
    assert [span.service for span in trace.spans] == ["unknown_service", "b"]
    assert [note.fault for note in trace.notes] == ["resource is 'x'; expected an object"]


def test_bad_line_is_reported_with_its_number() -> None:
    good = json.dumps(write_otlp([SPAN]))
    reading = read_trace_text(f'{good}\n\n{{"resourceSp\n{{}}\n', "traces.json")
    assert [trace.trace_id for trace in reading.traces] == [SPAN.trace_id]
    found = [*reading.all_bad_spans, *reading.all_notes]
    assert [each.sentence.partition(": Invalid")[0] for each in found] == [
        "traces.json: span at line 3: not JSON, or cut off",
        "traces.json: line 4: holds an empty object",
    ]


def test_cut_off_line_leaves_the_trace_that_it_names_incomplete() -> None:
    other = replace(SPAN, trace_id="ef" * 16)
    cut_off = json.dumps(write_otlp([SPAN]))[:-80]
    lines = [json.dumps(write_otlp([span])) for span in (SPAN, other)]
    reading = read_trace_text("\n".join([*lines, cut_off]), "traces.json")
    assert [len(trace.bad_spans) for trace in reading.traces] == [1, 0]
    assert "may not be all" in explain(root_of(reading.traces[0])).answer


def test_cut_off_line_that_names_no_trace_is_held_against_the_only_one() -> None:
    line = json.dumps(write_otlp([SPAN]))
    (trace,) = read_trace_text(f"{line}\n{line[:15]}", "traces.json").traces
    assert len(trace.bad_spans) == 1


def root_of(trace: Trace) -> Trace:
    return replace(trace, spans=tuple(replace(span, parent_id=None) for span in trace.spans))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "traces.json is empty"),
        ("tea", "traces.json is no file of traces (not JSON, but text: 'tea')"),
        ("{}", "traces.json is no file of traces (holds an empty object)"),
        ("[]", "traces.json holds no span"),
        ("17", "traces.json is no file of traces (holds the JSON value 17)"),
        ('{"data": null, "errors": [{"code": 404}]}', "(Jaeger answered 404)"),
        ('{"trace_id": "a", "critical_path": []}', "(holds an explanation without its spans"),
        ('{"name": "tea", "price": 3}', "(holds an object with 'name', 'price')"),
        ('{"resourceSpans": [{"sco', "(not JSON, or cut off: "),
        ("[" * 100_000, "(nested too deeply)"),
        ('{"resourceSpans": []}', "traces.json holds no span"),
    ],
)
def test_what_is_no_file_of_traces_says_what_it_is_and_what_was_expected(
    text: str, fault: str
) -> None:
    with pytest.raises(BadTraceFile) as raised:
        read_trace_text(text, "traces.json")
    assert fault in str(raised.value)
    assert str(raised.value).endswith(f"; {FORMATS}")


def test_file_that_cannot_be_read_names_itself(tmp_path: Path) -> None:
    with pytest.raises(BadTraceFile, match=r"There is no file .*missing.json"):
        read_trace_file(tmp_path / "missing.json")
    with pytest.raises(BadTraceFile, match="cannot be read: Is a directory"):
        read_trace_file(tmp_path)
    binary = tmp_path / "binary"
    binary.write_bytes(b"\x08\x01\x12\x00\xff")
    with pytest.raises(
        BadTraceFile, match="binary is no file of traces: it looks like binary data"
    ):
        read_trace_file(binary)


def test_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "traces.json"
    path.write_text(json.dumps(write_otlp([SPAN])), encoding="utf-8-sig")
    assert read_trace_file(path).traces == (Trace(SPAN.trace_id, (SPAN,)),)


def test_attribute_nested_too_deeply_is_left_out() -> None:
    value: dict[str, Any] = {"stringValue": "deep"}
    for _ in range(200):
        value = {"arrayValue": {"values": [value]}}
    reading = read(spoiled(lambda span: span.update(attributes=[{"key": "a", "value": value}])))
    assert "nested more than 32 levels deep" in reading.traces[0].notes[0].fault
    assert [len(span.attributes) for span in reading.all_spans] == [0, 6]


NUMBERS = st.sampled_from(
    ["1e400", "-1e400", "NaN", "Infinity", "-0", "1.5", f"1{'0' * 39}", f"1{'0' * 400}", "9" * 5000]
) | (st.integers() | st.floats()).map(json.dumps)


@given(st.data())
def test_no_number_can_break_more_than_its_span(data: st.DataObject) -> None:
    document = write_otlp([SPAN, replace(SPAN, span_id="aaaaaaaaaaaaaaaa")])
    span = document["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
    span["attributes"].append({"key": "n", "value": {"doubleValue": 0.5}})
    owner, key = data.draw(st.sampled_from(list(places_in(span))))
    owner[key] = "NUMBER"
    text = json.dumps(document).replace('"NUMBER"', data.draw(NUMBERS))
    trace = read_trace_text(text, "traces.json").traces[-1]
    assert "aaaaaaaaaaaaaaaa" in [span.span_id for span in trace.spans]
    json.dumps(explanation_document(explain(trace)), allow_nan=False)
    assert draw_waterfall(explain(trace)).plain


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(st.data())
def test_no_field_of_a_document_can_break_the_reader(data: st.DataObject) -> None:
    document = write_otlp(trace_of(order(40)).spans[:3])
    owner, key = data.draw(st.sampled_from(list(places_in(document))))
    owner[key] = data.draw(JSON)
    try:
        reading = read(document)
    except BadTraceFile:
        return
    good = sum(len(trace.spans) for trace in reading.traces)
    bad = sum(len(trace.bad_spans) for trace in reading.traces) + len(reading.bad_spans)
    assert good + bad >= 1


def places_in(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a JSON value that can be set to something else."""
    if not isinstance(value, (dict, list)):
        return
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, key
        yield from places_in(item)


@given(st.text(max_size=300))
def test_no_text_can_break_the_reader(text: str) -> None:
    with pytest.raises(BadTraceFile):
        read_trace_text(text, "traces.json")
