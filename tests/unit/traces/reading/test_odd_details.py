"""A side detail never costs the span: each optional field, odd in every way, in every format."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.traces.writers.formats import TRACE, write_explanation
from tests.unit.traces.writers.jaeger_ui import write_jaeger_ui
from tests.unit.traces.writers.otlp import write_otlp
from tests.unit.traces.writers.python_sdk import write_span as write_python
from tests.unit.traces.writers.tempo import write_snake_case, write_tempo
from tests.unit.traces.writers.zipkin import write_zipkin
from tracing_sandbox.traces.drawing.waterfall import draw_waterfall
from tracing_sandbox.traces.explaining.document import explanation_document
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace_file import read_trace_text

OTLP_OPTIONAL = ("parentSpanId", "name", "kind", "attributes", "events", "links", "status")


class Format(NamedTuple):
    """How a format is written, where its spans are, and which of their fields may be odd."""

    write: Callable[[list[Span]], Any]
    spans: Callable[[Any], list[dict[str, Any]]]
    optional: tuple[str, ...]
    needed: tuple[str, ...]


def in_scopes(resources: list[Any], scopes: str = "scopeSpans") -> list[dict[str, Any]]:
    return [span for each in resources for scope in each[scopes] for span in scope["spans"]]


FORMATS = {
    "otlp": Format(
        write_otlp,
        lambda document: in_scopes(document["resourceSpans"]),
        (*OTLP_OPTIONAL, "traceState", "flags", "droppedAttributesCount"),
        ("traceId", "spanId", "startTimeUnixNano"),
    ),
    "otlp-snake-case": Format(
        write_snake_case,
        lambda document: in_scopes(document["resource_spans"], "scope_spans"),
        ("parent_span_id", "name", "kind", "attributes", "events", "links", "status"),
        ("trace_id", "span_id", "start_time_unix_nano"),
    ),
    "tempo": Format(
        write_tempo,
        lambda document: in_scopes(document["batches"]),
        OTLP_OPTIONAL,
        ("traceId", "spanId", "startTimeUnixNano"),
    ),
    "jaeger-ui": Format(
        write_jaeger_ui,
        lambda document: document["data"][0]["spans"],  # type: ignore[no-any-return]
        ("references", "operationName", "tags", "logs", "processID", "warnings", "flags"),
        ("traceID", "spanID", "startTime"),
    ),
    "zipkin": Format(
        write_zipkin,
        lambda document: document,  # type: ignore[no-any-return]
        ("parentId", "name", "kind", "tags", "annotations", "localEndpoint", "remoteEndpoint"),
        ("traceId", "timestamp"),
    ),
    "python": Format(
        lambda spans: [write_python(span) for span in spans],
        lambda document: document,  # type: ignore[no-any-return]
        ("parent_id", "name", "kind", "attributes", "events", "links", "status", "resource"),
        (),
    ),
    "explanation": Format(
        write_explanation,
        lambda document: document["spans"],  # type: ignore[no-any-return]
        ("parent_id", "name", "kind", "attributes", "service", "error", "events", "links"),
        ("span_id", "start_ms"),
    ),
}
ODD = (None, 7, -1, 1.5, True, "", "odd", "\x1b[31m", [], {}, [7], [None], {"a": 1}, [{"a": 1}])
OPTIONAL = [(name, field) for name, each in FORMATS.items() for field in each.optional]
NEEDED = [(name, field) for name, each in FORMATS.items() for field in each.needed]


def spoiled(name: str, field: str, value: Any, which: int = 1) -> str:
    """The trace in a format, with one field of one span set to something odd."""
    document = json.loads(json.dumps(FORMATS[name].write(list(TRACE.spans))))
    FORMATS[name].spans(document)[which][field] = value
    return json.dumps(document)


@pytest.mark.parametrize("value", ODD, ids=repr)
@pytest.mark.parametrize(("name", "field"), OPTIONAL)
def test_odd_field_costs_no_span(name: str, field: str, value: Any) -> None:
    reading = read_trace_text(spoiled(name, field, value), "trace")
    (trace,) = reading.traces
    times = sorted((span.start_ns, span.end_ns) for span in trace.spans)
    assert times == sorted((span.start_ns, span.end_ns) for span in TRACE.spans)
    assert [bad.sentence for bad in reading.all_bad_spans] == []
    explanation = explain(trace)
    json.dumps(explanation_document(explanation), allow_nan=False)
    assert draw_waterfall(explanation).plain.replace("\n", "").isprintable()


@pytest.mark.parametrize(("name", "field"), OPTIONAL)
def test_null_is_absent_without_a_word(name: str, field: str) -> None:
    notes = list(read_trace_text(spoiled(name, field, None), "trace").all_notes)
    needs_a_process = field == "processID"
    assert bool(notes) == needs_a_process


@pytest.mark.parametrize("value", [None, [], {}, True], ids=repr)
@pytest.mark.parametrize(("name", "field"), NEEDED)
def test_span_without_an_id_or_a_start_is_unreadable_and_said(
    name: str, field: str, value: Any
) -> None:
    reading = read_trace_text(spoiled(name, field, value), "trace")
    assert sum(len(trace.spans) for trace in reading.traces) == len(TRACE.spans) - 1
    (bad,) = reading.all_bad_spans
    assert bad.fault.split()[0].lower() in (field.lower(), field.replace("_", "").lower())
    assert bad.place != ""


@pytest.mark.parametrize("name", ["otlp", "tempo", "jaeger-ui", "otlp-snake-case"])
def test_children_of_an_unreadable_span_say_that_it_could_not_be_read(name: str) -> None:
    needed = FORMATS[name].needed[2]
    which = next(i for i, raw in enumerate(spans_of(name)) if "GET /tea" in raw.values())
    (trace,) = read_trace_text(spoiled(name, needed, None, which), "trace").traces
    explanation = explain(trace)
    assert not explanation.complete
    told = [p.sentence for p in explanation.problems if p.rule in ("no-root", "missing-parent")]
    assert told != []
    assert [sentence for sentence in told if "could not be read" not in sentence] == []
    assert "could not be read" in explanation.answer
    assert "missing" not in explanation.answer


def spans_of(name: str) -> list[dict[str, Any]]:
    return FORMATS[name].spans(FORMATS[name].write(list(TRACE.spans)))


def with_link(**ids: str) -> str:
    return spoiled("otlp", "links", [{"traceId": "ab" * 16, "spanId": "cd" * 8}, ids])


@pytest.mark.parametrize("trace_id", ["", "0" * 32, None])
def test_bad_link_is_left_out_and_the_good_one_kept(trace_id: Any) -> None:
    (trace,) = read_trace_text(with_link(traceId=trace_id, spanId="ef" * 8), "trace").traces
    assert [len(span.links) for span in trace.spans if span.links] == [1]
    assert [note.kind for note in trace.notes] == ["left-out-detail"]


@pytest.mark.parametrize(
    "value",
    [
        {"boolValue": "false"},
        {"intValue": "many"},
        {"what": 1},
        {"stringValue": {}},
        {"intValue": 1.5},
    ],
    ids=repr,
)
def test_odd_attribute_is_left_out_and_the_others_kept(value: Any) -> None:
    attributes = [{"key": "odd", "value": value}, {"key": "good", "value": {"stringValue": "x"}}]
    (trace,) = read_trace_text(spoiled("otlp", "attributes", attributes), "trace").traces
    assert {"good": "x"} in [span.attributes for span in trace.spans]
    assert [note.kind for note in trace.notes] == ["left-out-detail"]


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ({"stringValue": None}, None),
        ({"stringValue": 7}, "7"),
        ({"intValue": 7}, 7),
        ({"intValue": "-7"}, -7),
        ({"int_value": "7"}, 7),
        ({"doubleValue": "NaN"}, "NaN"),
        ({"doubleValue": 1}, 1.0),
        ({"bytesValue": "AAE="}, "AAE="),
        ({"arrayValue": {}}, []),
        ({"array_value": {"values": [{"string_value": "a"}]}}, ["a"]),
        ({"kvlistValue": {"values": [{"key": "a", "value": {"intValue": 1}}]}}, {"a": 1}),
        ("plain", "plain"),
        (7, 7),
        (None, None),
        ({}, None),
    ],
)
def test_attribute_value_is_read_as_it_is_meant(value: Any, read: Any) -> None:
    attributes = [{"key": "a", "value": value}]
    (trace,) = read_trace_text(spoiled("otlp", "attributes", attributes), "trace").traces
    found = [span.attributes["a"] for span in trace.spans if "a" in span.attributes]
    assert [(each, type(each)) for each in found] == [(read, type(read))]
    assert trace.notes == ()


def test_equal_values_of_other_types_are_kept_apart() -> None:
    spans = [write_python(span) for span in TRACE.spans[:4]]
    for span, value in zip(spans, [True, 1, 1.0, "1"], strict=True):
        span["attributes"] = {"a": value}
    (trace,) = read_trace_text(json.dumps(spans), "trace").traces
    found = [span.attributes["a"] for span in trace.spans]
    assert [type(value) for value in found] == [bool, int, float, str]


@pytest.mark.parametrize("name", list(FORMATS))
def test_many_notes_of_a_kind_are_one_problem(name: str) -> None:
    document = json.loads(json.dumps(FORMATS[name].write(list(TRACE.spans))))
    spans, field = FORMATS[name].spans(document), "name"
    for span in spans:
        span["operationName" if name == "jaeger-ui" else field] = ["odd"]
    (trace,) = read_trace_text(json.dumps(document), "trace").traces
    (problem,) = explain(trace).problems
    assert problem.rule == "left-out-detail"
    assert problem.sentence.endswith(f"(and {len(spans) - 1} more like this).")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(st.data())
def test_no_value_of_an_optional_field_can_break_a_format(data: st.DataObject) -> None:
    name, field = data.draw(st.sampled_from(OPTIONAL))
    reading = read_trace_text(spoiled(name, field, data.draw(JSON)), "trace")
    assert [bad.sentence for bad in reading.all_bad_spans] == []
    (trace,) = reading.traces
    json.dumps(explanation_document(explain(trace)), allow_nan=False)
