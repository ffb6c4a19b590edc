"""Details that decide what a trace says: whom a span hangs below, whether it failed, its unit."""

import json
from typing import Any

import pytest

from tracing_sandbox.traces.drawing.waterfall import draw_waterfall
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.measuring.part import address_of
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace
from tracing_sandbox.traces.reading.trace_file import BadTraceFile, read_trace_text

TRACE = "5b8efff798038103d269b633813fc60c"
OTHER = "ef" * 16
ONE, TWO, THREE = "0000000000000001", "0000000000000002", "0000000000000003"
START = 1_790_000_000_000_000


def read(document: Any) -> Trace:
    (trace,) = read_trace_text(json.dumps(document), "trace").traces
    return trace


def otlp(*spans: dict[str, Any]) -> Any:
    return {
        "resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": TRACE, **s} for s in spans]}]}]
    }


def timed(span_id: str, start: int | None, end: int | None, **more: Any) -> dict[str, Any]:
    return {"spanId": span_id, "startTimeUnixNano": start, "endTimeUnixNano": end, **more}


@pytest.mark.parametrize(
    ("reference", "noted"),
    [
        ({"refType": "CHILD_OF", "traceID": TRACE}, 0),
        ({"refType": "child_of", "traceID": TRACE}, 0),
        ({"refType": "childOf", "traceID": TRACE}, 0),
        ({"refType": "Follows-From", "traceID": TRACE}, 0),
        ({"refType": "CHILD_OF"}, 0),
        ({"refType": "CHILD_OF", "traceID": None}, 0),
        ({"traceID": TRACE}, 1),
        ({"refType": None}, 1),
        ({"refType": 7, "traceID": TRACE.upper()}, 1),
    ],
)
def test_reference_of_jaeger_keeps_the_parent(reference: dict[str, Any], noted: int) -> None:
    child = {"traceID": TRACE, "spanID": TWO, "startTime": START, "process": {}}
    trace = read([{**child, "references": [{**reference, "spanID": "1"}]}])
    assert [span.parent_id for span in trace.spans] == [ONE]
    assert len(trace.notes) == noted


def test_reference_of_jaeger_to_another_trace_is_a_link() -> None:
    child = {"traceID": TRACE, "spanID": TWO, "startTime": START, "process": {}}
    (span,) = read([{**child, "references": [{"traceID": OTHER, "spanID": ONE}]}]).spans
    assert (span.parent_id, [link.trace_id for link in span.links]) == (None, [OTHER])


@pytest.mark.parametrize(
    "status",
    [
        {"status_code": "ERROR", "description": "no tea"},
        {"statusCode": 2, "message": "no tea"},
        {"code": "StatusCode.ERROR", "message": "no tea"},
        {"code": 2.0, "message": "no tea"},
        {"code": "2.0", "message": "no tea"},
        {"code": "Error", "message": "no tea"},
        {"code": "error", "message": "no tea"},
        {"code": "STATUS_CODE_ERROR", "message": "no tea"},
        {"code": None, "status_code": "error", "message": "no tea"},
    ],
)
def test_failure_is_one_in_any_spelling(status: dict[str, Any]) -> None:
    otlp_span = timed(ONE, START * 1000, START * 1000 + 9, status=status)
    python = {
        "context": {"trace_id": TRACE, "span_id": ONE},
        "start_time": START * 1000,
        "end_time": START * 1000 + 9,
        "status": status,
    }
    for document in (otlp(otlp_span), python):
        (span,) = read(document).spans
        assert (span.error, span.status_message, span.status_unknown) == (True, "no tea", False)


@pytest.mark.parametrize("code", [None, 0, "0", "", "UNSET", "STATUS_CODE_UNSET", 0.0])
@pytest.mark.parametrize("told", ["ERROR", "StatusCode.ERROR", "2"])
def test_status_as_an_attribute_counts_where_the_field_is_unset(code: Any, told: str) -> None:
    attributes = [{"key": "otel.status_code", "value": {"stringValue": told}}]
    given = timed(ONE, START * 1000, None, status={"code": code}, attributes=attributes)
    (span,) = read(otlp(given)).spans
    assert (span.error, dict(span.attributes)) == (True, {})


def test_status_of_the_field_decides_where_it_is_set() -> None:
    attributes = [{"key": "otel.status_code", "value": {"stringValue": "ERROR"}}]
    given = timed(ONE, START * 1000, None, status={"code": 1}, attributes=attributes)
    assert [span.error for span in read(otlp(given)).spans] == [False]


NS = START * 1000


@pytest.mark.parametrize(
    ("odd", "meant"),
    [
        (timed(TWO, START, START + 5, parentSpanId=ONE), "microseconds"),
        (timed(TWO, START // 1000, START // 1000 + 5, parentSpanId=ONE), "milliseconds"),
        (timed(TWO, START // 10**6, START // 10**6 + 1, parentSpanId=ONE), "seconds"),
        (timed(TWO, START, NS + 900, parentSpanId=ONE), "microseconds"),
        (timed(TWO, NS + 1, START, parentSpanId=ONE), "microseconds"),
        (timed(TWO, NS + 1, START // 10**6, parentSpanId=ONE), "seconds"),
    ],
)
@pytest.mark.parametrize("last", [False, True])
def test_span_in_another_unit_than_its_trace_is_named(
    odd: dict[str, Any], meant: str, last: bool
) -> None:
    spans = [timed(ONE, NS, NS + 1000), timed(THREE, NS, NS + 900, parentSpanId=ONE)]
    trace = read(otlp(*spans, odd) if last else otlp(odd, *spans))
    assert [note.span_id for note in trace.notes] == [TWO]
    assert trace.notes[0].fault.partition(";")[0].endswith(f" looks like {meant}")


def test_made_up_times_are_in_no_other_unit() -> None:
    spans = [timed(ONE, 0, 3 * 10**9), timed(TWO, 1_200_000_000, 2 * 10**9, parentSpanId=ONE)]
    assert read(otlp(*spans)).notes == ()


def calling(**attributes: Any) -> Span:
    return Span(TRACE, ONE, None, "web", "GET", "client", 0, 1, attributes=attributes)


@pytest.mark.parametrize(
    ("address", "port", "said"),
    [
        ("::1", 28001, "[::1]:28001"),
        ("[::1]", 28001, "[::1]:28001"),
        ("fe80::2", "80", "[fe80::2]:80"),
        ("[::1]:28002", 28001, "[::1]:28002"),
        ("::1", None, "::1"),
        ("127.0.0.1", 28001, "127.0.0.1:28001"),
        ("shop:80", 28001, "shop:80"),
        ("shop", None, "shop"),
    ],
)
def test_address_has_its_port(address: str, port: Any, said: str) -> None:
    span = calling(**{"server.address": address, "server.port": port})
    assert address_of(span) == said


def test_drawing_says_that_a_parent_could_not_be_read() -> None:
    spans = (
        timed(ONE, NS, NS + 1000),
        timed(TWO, None, NS + 900, parentSpanId=ONE),
        timed(THREE, NS, NS + 100, parentSpanId=TWO),
    )
    drawn = draw_waterfall(explain(read(otlp(*spans)))).plain
    assert "what called it could not be read:\n" in drawn
    assert "what called it is missing" not in drawn


@pytest.mark.parametrize(
    ("odd", "said"), [(["a"], "['a']"), ({"a": 1}, "{'a': 1}"), (True, "True")]
)
def test_odd_id_of_a_parent_is_no_sentence(odd: Any, said: str) -> None:
    trace = read(otlp(timed(ONE, NS, NS + 1000), timed(TWO, NS, NS + 9, parentSpanId=odd)))
    assert [span.parent_id for span in trace.spans] == [None, said]


@pytest.mark.parametrize("rule", [["x"], {"a": 1}, 7, None, "unreadable-span", True])
@pytest.mark.parametrize("trace_id", [None, "0" * 32, ["a"], TRACE])
def test_odd_problem_of_an_explanation_breaks_nothing(rule: Any, trace_id: Any) -> None:
    document = {
        "trace_id": trace_id,
        "critical_path": [],
        "spans": [{"span_id": ONE, "start_ms": 0, "duration_ms": 5}],
        "problems": [{"rule": rule, "sentence": "x"}],
    }
    reading = read_trace_text(json.dumps(document), "trace")
    for trace in reading.traces:
        draw_waterfall(explain(trace))
    assert len(list(reading.all_spans)) == (trace_id == TRACE)


def test_error_of_jaeger_is_said_where_there_is_no_trace() -> None:
    document = {"data": [], "errors": [{"code": 404, "msg": "trace not found"}]}
    with pytest.raises(BadTraceFile, match="Jaeger answered 404 trace not found"):
        read_trace_text(json.dumps(document), "trace")


@pytest.mark.parametrize(
    "errors", ["\x1b[31m", ["\x1b[31m"], [{"code": "\x1b"}], {"msg": "\x9b"}, 7]
)
def test_error_of_jaeger_cannot_drive_a_terminal(errors: Any) -> None:
    with pytest.raises(BadTraceFile) as raised:
        read_trace_text(json.dumps({"data": None, "errors": errors}), "trace")
    assert str(raised.value).isprintable()
