"""Spans are read wherever they stand, in any spelling; what is read as none is said."""

import json
from typing import Any

import pytest

from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.text import window
from tracing_sandbox.traces.reading.trace import Reading
from tracing_sandbox.traces.reading.trace_file import read_trace_text

TRACE = "5b8efff798038103d269b633813fc60c"
START = 1_790_000_000_000_000
PARENT = {
    "traceId": TRACE,
    "spanId": "0000000000000001",
    "name": "GET /pots",
    "startTimeUnixNano": f"{START}000",
    "endTimeUnixNano": f"{START + 900}000",
}
CHILD = {
    "traceId": TRACE,
    "spanId": "0000000000000002",
    "parentSpanId": "0000000000000001",
    "name": "SELECT",
    "startTimeUnixNano": f"{START + 100}000",
    "endTimeUnixNano": f"{START + 800}000",
}
POTS = {"attributes": [{"key": "service.name", "value": {"stringValue": "pots"}}]}
JAEGER = [
    {
        "traceID": TRACE,
        "spanID": "0000000000000001",
        "operationName": "GET /pots",
        "startTime": START,
        "duration": 900,
        "process": {"serviceName": "pots"},
    },
    {
        "traceID": TRACE,
        "spanID": "0000000000000002",
        "operationName": "SELECT",
        "startTime": START + 100,
        "duration": 700,
        "references": [{"refType": "CHILD_OF", "traceID": TRACE, "spanID": "0000000000000001"}],
        "process": {"serviceName": "pots"},
    },
]


def resource(*spans: Any, **more: Any) -> dict[str, Any]:
    return {"resource": POTS, "scopeSpans": [{"spans": list(spans)}], **more}


def deep(value: Any, levels: int) -> Any:
    for level in range(levels):
        value = {f"l{level}": value} if level % 3 else [value]
    return value


def read(document: Any) -> Reading:
    return read_trace_text(json.dumps(document), "trace")


def spans_of(document: Any) -> list[Span]:
    (trace,) = (reading := read(document)).traces
    assert list(reading.all_bad_spans) == []
    return sorted(trace.spans, key=lambda span: span.span_id)


WHOLE = spans_of({"resourceSpans": [resource(PARENT, CHILD)]})

WITH_THEIR_RESOURCE: dict[str, Any] = {
    "children in a span": {"resourceSpans": [resource({**PARENT, "children": [CHILD]})]},
    "a span in a span, deep": {
        "resourceSpans": [resource({**PARENT, "x": deep({"y": CHILD}, 40)})]
    },
    "a resource in a span": {"resourceSpans": [resource({**PARENT, "more": resource(CHILD)})]},
    "in the resource": {
        "resourceSpans": [{**resource(PARENT), "resource": {**POTS, "spans": [CHILD]}}]
    },
    "in the scope": {
        "resourceSpans": [
            {"resource": POTS, "scopeSpans": [{"scope": {"late": CHILD}, "spans": [PARENT]}]}
        ]
    },
    "deep beside the scopes": {"resourceSpans": [resource(PARENT, extra=deep(CHILD, 60))]},
    "deep beside the resources": {
        "resourceSpans": [resource(PARENT)],
        "extra": deep(resource(CHILD), 60),
    },
    "OTLP in data": {"data": [{"resourceSpans": [resource(PARENT, CHILD)]}]},
    "OTLP in data that is no list": {"data": {"resourceSpans": [resource(PARENT, CHILD)]}},
    "batches in data": {"data": [{"batches": [resource(PARENT, CHILD)]}]},
    "batches in result": {"result": {"batches": [resource(PARENT, CHILD)]}},
    "result in a list": {"result": [{"resourceSpans": [resource(PARENT, CHILD)]}]},
    "result in result": {"result": {"result": {"resourceSpans": [resource(PARENT, CHILD)]}}},
    "beside Tempo's trace": {
        "trace": {"resourceSpans": [resource(PARENT)], "more": [resource(CHILD)]}
    },
    "beside result": {"result": {"resourceSpans": [resource(PARENT)], "more": resource(CHILD)}},
    "two of Tempo's": {
        "batches": [resource(PARENT)],
        "trace": {"resourceSpans": [resource(CHILD)]},
    },
    "Jaeger's spans in a list": JAEGER,
    "Jaeger's spans in data": {"data": JAEGER},
    "Jaeger's spans in Elasticsearch": {"hits": {"hits": [{"_source": each} for each in JAEGER]}},
    "Jaeger's spans with their processes": {
        "spans": [{**each, "process": None, "processID": "p"} for each in JAEGER],
        "processes": {"p": {"serviceName": "pots"}},
    },
    "beside Jaeger's spans": {"data": [{"traceID": TRACE, "spans": JAEGER[:1], "x": JAEGER[1:]}]},
    "in a span of Jaeger's": {
        "data": [{"traceID": TRACE, "spans": [{**JAEGER[0], "children": JAEGER[1:]}]}]
    },
}


@pytest.mark.parametrize("place", list(WITH_THEIR_RESOURCE))
def test_spans_are_read_wherever_they_stand(place: str) -> None:
    def told(span: Span) -> Any:
        ids = (span.trace_id, span.span_id, span.parent_id)
        return (*ids, span.service, span.name, span.start_ns, span.end_ns)

    assert list(map(told, spans_of(WITH_THEIR_RESOURCE[place]))) == list(map(told, WHOLE))


@pytest.mark.parametrize("levels", [200, 900])
def test_no_depth_hides_a_span(levels: int) -> None:
    text = json.dumps(resource(PARENT))[:-1] + ', "x": ' + "[" * levels
    text += json.dumps(CHILD) + "]" * levels + "}"
    reading = read_trace_text(text, "trace")
    assert len(list(reading.all_spans)) == 2


ZIPKIN = {"traceId": TRACE, "id": "0000000000000001", "timestamp": START, "duration": 900}
PYTHON = {
    "context": {"trace_id": TRACE, "span_id": "0000000000000001"},
    "start_time": f"{START}000",
    "end_time": f"{START + 900}000",
}


@pytest.mark.parametrize("outer", [PARENT, ZIPKIN, PYTHON, JAEGER[0]])
@pytest.mark.parametrize("inner", [CHILD, JAEGER[1], {**ZIPKIN, "id": "0000000000000002"}])
def test_span_within_a_span_of_any_format_is_read(outer: Any, inner: Any) -> None:
    assert [span.span_id[-1] for span in spans_of({**outer, "parts": [inner]})] == ["1", "2"]


IDS = {"trace_id": TRACE, "span_id": "0000000000000001"}


@pytest.mark.parametrize(
    "span",
    [
        {**IDS, "startTime": START, "endTime": START + 900},
        {**IDS, "startTime": f"{START}000", "endTime": f"{START + 900}000"},
        {**IDS, "start_time": f"{START}000", "duration": 900_000, "name": "x"},
        {**IDS, "timestamp": START / 1000, "durationMs": 0.9},
        {**IDS, "startTime": START / 10**6, "endTime": (START + 900) / 10**6},
        {
            **IDS,
            "start_time": "2026-09-21T14:13:20Z",
            "end_time": "2026-09-21T14:13:20.000900Z",
        },
        {**IDS, "startTimeUnixNano": START * 1000, "duration": 5, "endTimeUnixNano": START * 1000},
    ],
)
def test_span_in_any_spelling_is_read(span: dict[str, Any]) -> None:
    (found,) = spans_of([{**span, "service": "pots"}])
    assert abs(found.start_ns - START * 1000) < 1000
    assert (found.trace_id, found.service) == (TRACE, "pots")


@pytest.mark.parametrize(
    "span",
    [
        {**IDS, "name": "GET /pots"},
        {**IDS, "startTime": 17, "duration": 3},
        {**IDS, "name": "x", "start_time": "yesterday"},
    ],
)
def test_span_whose_times_cannot_be_told_is_said(span: dict[str, Any]) -> None:
    text = f"{json.dumps({'resourceSpans': [resource(CHILD)]})}\n{json.dumps(span)}"
    (trace,) = read_trace_text(text, "trace").traces
    assert [bad.span_id for bad in trace.bad_spans] == ["0000000000000001"]
    assert not explain(trace).complete


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (
            {
                "trace": {"resourceSpans": [resource(PARENT)]},
                "status": "PARTIAL",
                "message": "too large",
            },
            "Tempo answered a part of the trace: too large",
        ),
        (
            {"data": [{"traceID": TRACE, "spans": JAEGER}], "errors": [{"code": 500, "msg": "no"}]},
            "Jaeger answered 500 no",
        ),
        ({"data": [{"spans": JAEGER}], "errors": ["lost"]}, "Jaeger answered lost"),
    ],
)
def test_complaint_of_a_backend_makes_its_traces_incomplete(document: Any, said: str) -> None:
    other = json.dumps({"resourceSpans": [resource({**PARENT, "traceId": "ef" * 16})]})
    complained, fine = read_trace_text(f"{json.dumps(document)}\n{other}", "trace").traces
    assert [bad.fault for bad in complained.bad_spans] == [said]
    assert (explain(complained).complete, explain(fine).complete) == (False, True)


def test_answer_of_tempo_that_is_complete_is_so() -> None:
    assert (
        len(spans_of({"trace": {"resourceSpans": [resource(PARENT)]}, "status": "COMPLETE"})) == 1
    )


TWICE = [
    f'{{"resourceSpans": [{json.dumps(resource(PARENT))}], '
    f'"resourceSpans": [{json.dumps(resource(CHILD))}]}}',
    f'{{"batches": [{json.dumps(resource(PARENT))}], "batches": [{json.dumps(resource(CHILD))}]}}',
    f'{{"resourceSpans": [{{"resource": {json.dumps(POTS)}, "scopeSpans": [{{'
    f'"spans": [{json.dumps(PARENT)}], "spans": [{json.dumps(CHILD)}]}}]}}]}}',
    f'{{"trace": {{"resourceSpans": [{json.dumps(resource(PARENT))}]}}, '
    f'"trace": {{"resourceSpans": [{json.dumps(resource(CHILD))}]}}}}',
]


@pytest.mark.parametrize("text", TWICE)
@pytest.mark.parametrize("long", [1 << 20, 100])
def test_key_that_an_object_has_twice_loses_no_span(
    text: str, long: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "LONG", long)
    monkeypatch.setattr(window, "NEAR_THE_END", 50)
    (trace,) = read_trace_text(text, "trace").traces
    assert sorted(span.span_id[-1] for span in trace.spans) == ["1", "2"]


ZIPKIN_CHILD = {**ZIPKIN, "id": "0000000000000002", "name": "x"}
LOG = {"timestamp": START, "fields": []}


def one_resource(*spans: Any) -> dict[str, Any]:
    return {"resourceSpans": [{"scopeSpans": [{"spans": list(spans)}]}]}


WITHOUT_A_RESOURCE: dict[str, Any] = {
    "in an event": one_resource({**PARENT, "events": [{"name": "e", "parts": [CHILD]}]}),
    "for an event": one_resource({**PARENT, "events": [CHILD]}),
    "in events that are no list": one_resource({**PARENT, "events": {"a": CHILD}}),
    "in a link": one_resource({**PARENT, "links": [{"traceId": TRACE, "spanId": "5", "x": CHILD}]}),
    "in attributes": one_resource({**PARENT, "attributes": {"child": CHILD}}),
    "for an attribute": one_resource({**PARENT, "attributes": [CHILD]}),
    "in a log of Jaeger's": [{**JAEGER[0], "logs": [{**LOG, "x": JAEGER[1]}]}],
    "in a process of Jaeger's": {
        "data": [{"spans": JAEGER[:1], "processes": {"p": {"x": JAEGER[1]}}}]
    },
    "in the resource of Python's": {**PYTHON, "resource": {"attributes": {}, "x": CHILD}},
    "in an annotation of Zipkin's": [{**ZIPKIN, "annotations": [{"x": ZIPKIN_CHILD}]}],
    "among logs": {
        "resourceLogs": [{"scopeLogs": [{"logRecords": [], "spans": [PARENT]}], "x": CHILD}]
    },
    "lists of lists of resources": {"resourceSpans": [[resource(PARENT)], resource(CHILD)]},
    "lists of lists of scopes": {"resourceSpans": [{"scopeSpans": [[{"spans": [PARENT, CHILD]}]]}]},
    "lists of lists of spans": one_resource([PARENT], CHILD),
    "spans by id": {"resourceSpans": [{"scopeSpans": [{"spans": {"a": PARENT, "b": CHILD}}]}]},
    "scopes by name": {"resourceSpans": [{"scopeSpans": {"a": {"spans": [PARENT, CHILD]}}}]},
    "Jaeger's spans by id": {"data": [{"spans": {"a": JAEGER[0], "b": JAEGER[1]}}]},
    "Jaeger's spans in OTLP": one_resource(*JAEGER),
    "spans of OTLP in Jaeger's": {"data": [{"traceID": TRACE, "spans": [PARENT, CHILD]}]},
}


@pytest.mark.parametrize("place", list(WITHOUT_A_RESOURCE))
def test_no_place_hides_a_span(place: str) -> None:
    assert [span.span_id[-1] for span in spans_of(WITHOUT_A_RESOURCE[place])] == ["1", "2"]


def test_span_within_a_span_of_our_own_format_is_said() -> None:
    inner = {"span_id": "2", "start_ms": 0, "duration_ms": 3}
    outer = {"span_id": "1", "start_ms": 0, "duration_ms": 3, "children": [inner]}
    document = {"trace_id": TRACE, "critical_path": [], "spans": [outer]}
    (trace,) = read(document).traces
    assert [bad.place for bad in trace.bad_spans] == ["spans[0].children"]
