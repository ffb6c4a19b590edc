"""One rule for what failed, in every format; a status that is not known is no success."""

import json
from typing import Any

import pytest

from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.judging.healthy import History
from tracing_sandbox.traces.measuring.analysis import analyse
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace
from tracing_sandbox.traces.reading.trace_file import read_trace_text

START = 1_790_000_000_000_000
IDS = {"traceId": "ab" * 16, "spanId": "cd" * 8}
NANOSECONDS = {"startTimeUnixNano": f"{START}000", "endTimeUnixNano": f"{START + 9}000"}


def otlp(code: Any, tags: dict[str, Any]) -> Any:
    attributes = [{"key": key, "value": any_value(value)} for key, value in tags.items()]
    status = {} if code is None else {"code": code}
    span = {**IDS, **NANOSECONDS, "attributes": attributes, "status": status}
    return {"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}


def any_value(value: Any) -> dict[str, Any]:
    return {"boolValue": value} if isinstance(value, bool) else {"stringValue": value}


def jaeger_ui(code: Any, tags: dict[str, Any]) -> Any:
    given = tags if code is None else {**tags, "otel.status_code": code}
    written = [{"key": key, "value": value} for key, value in given.items()]
    ids = {"traceID": IDS["traceId"], "spanID": IDS["spanId"]}
    span = {**ids, "startTime": START, "duration": 9, "tags": written, "process": {}}
    return {"data": [{"traceID": IDS["traceId"], "spans": [span]}]}


def jaeger_api(code: Any, tags: dict[str, Any]) -> Any:
    return {"result": otlp(code, tags)}


def python(code: Any, tags: dict[str, Any]) -> Any:
    return {
        "context": {"trace_id": IDS["traceId"], "span_id": IDS["spanId"]},
        "start_time": f"{START}000",
        "end_time": f"{START + 9}000",
        "attributes": tags,
        "status": {} if code is None else {"status_code": code},
    }


FORMATS = {"otlp": otlp, "jaeger-ui": jaeger_ui, "jaeger-api": jaeger_api, "python": python}


def read(document: Any) -> Span:
    (span,) = read_trace_text(json.dumps(document), "trace").all_spans
    return span


@pytest.mark.parametrize("name", list(FORMATS))
@pytest.mark.parametrize(
    ("code", "tags", "failed", "unknown"),
    [
        (None, {}, False, False),
        (None, {"error": "true"}, True, False),
        (None, {"error": True}, True, False),
        (None, {"error": "TRUE"}, True, False),
        (None, {"error": "false"}, False, False),
        (None, {"error": False}, False, False),
        (None, {"error": "no tea"}, False, False),
        ("ERROR", {}, True, False),
        ("STATUS_CODE_ERROR", {}, True, False),
        ("Error", {"error": "false"}, True, False),
        (2, {}, True, False),
        ("2", {}, True, False),
        ("OK", {"error": "true"}, False, False),
        ("STATUS_CODE_OK", {"error": True}, False, False),
        (1, {"error": True}, False, False),
        ("UNSET", {"error": True}, True, False),
        (0, {"error": True}, True, False),
        ("UNSET", {}, False, False),
        ("FINE", {}, False, True),
        (7, {}, False, True),
        ("", {}, False, False),
        (True, {}, False, True),
        (["ERROR"], {}, False, True),
        ("FINE", {"error": "true"}, True, True),
    ],
)
def test_every_format_has_the_same_rule(
    name: str, code: Any, tags: dict[str, Any], failed: bool, unknown: bool
) -> None:
    span = read(FORMATS[name](code, tags))
    assert (span.error, span.status_unknown) == (failed, unknown)
    kept = {"error": "no tea"} if "no tea" in tags.values() else {}
    assert span.attributes == kept


@pytest.mark.parametrize(
    ("tags", "message"),
    [({"error": "no tea"}, "no tea"), ({"error": ""}, ""), ({"error": "true"}, "")],
)
def test_zipkins_tag_error_is_a_failure_and_its_text_the_reason(
    tags: dict[str, str], message: str
) -> None:
    span = read({"traceId": "ab", "id": "cd", "timestamp": START, "duration": 9, "tags": tags})
    assert (span.error, span.status_message, span.attributes) == (True, message, {})


@pytest.mark.parametrize("code", [7, "FINE", -1])
def test_status_that_is_not_known_is_reported_and_no_success(code: Any) -> None:
    (trace,) = read_trace_text(json.dumps(otlp(code, {})), "trace").traces
    explanation = explain(trace)
    assert explanation.answer.endswith("its status is not known, so it may have failed.")
    assert [problem.rule for problem in explanation.problems] == ["unknown-status"]
    assert explanation.complete


def test_trace_with_a_status_that_is_not_known_is_nobodys_healthy_peer() -> None:
    def peers_after(code: Any) -> int:
        (trace,) = read_trace_text(json.dumps(otlp(code, {})), "trace").traces
        history = History()
        history.add(analyse(trace), None)
        later = analyse(Trace("ef" * 16, trace.spans))
        explained = explain(Trace("ef" * 16, trace.spans), [trace])
        assert explained.compared_with == len(history.peers(later))
        return explained.compared_with

    assert (peers_after(None), peers_after("FINE")) == (1, 0)
