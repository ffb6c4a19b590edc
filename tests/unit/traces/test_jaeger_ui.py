"""Traces as Jaeger's UI saves them."""

import json
from typing import Any

import pytest

from tracing_sandbox.traces.reading.span import Event, Link, Span
from tracing_sandbox.traces.reading.trace import Trace
from tracing_sandbox.traces.reading.trace_file import read_trace_text

SAVED: dict[str, Any] = {
    "data": [
        {
            "traceID": "8efff798038103d269b633813fc60c",
            "spans": [
                {
                    "traceID": "8efff798038103d269b633813fc60c",
                    "spanID": "e19b7ec3c1b174",
                    "operationName": "GET",
                    "references": [
                        {"refType": "FOLLOWS_FROM", "traceID": "ab" * 16, "spanID": "cd" * 8},
                        {
                            "refType": "CHILD_OF",
                            "traceID": "8efff798038103d269b633813fc60c",
                            "spanID": "e19b7ec3c1b173",
                        },
                    ],
                    "startTime": 1_750_000_000_000_001,
                    "duration": 250,
                    "tags": [
                        {"key": "span.kind", "type": "string", "value": "client"},
                        {"key": "otel.status_code", "type": "string", "value": "ERROR"},
                        {"key": "otel.status_description", "type": "string", "value": "gone"},
                        {"key": "error", "type": "bool", "value": True},
                        {"key": "app.quantity", "type": "int64", "value": "3"},
                        {"key": "app.share", "type": "float64", "value": 0.5},
                    ],
                    "logs": [
                        {
                            "timestamp": 1_750_000_000_000_100,
                            "fields": [
                                {"key": "event", "type": "string", "value": "exception"},
                                {"key": "exception.type", "type": "string", "value": "Gone"},
                            ],
                        }
                    ],
                    "processID": "p1",
                    "warnings": None,
                }
            ],
            "processes": {
                "p1": {
                    "serviceName": "inventory",
                    "tags": [{"key": "host.name", "type": "string", "value": "h"}],
                }
            },
        }
    ],
    "total": 0,
    "errors": None,
}
SPAN = Span(
    trace_id="008efff798038103d269b633813fc60c",
    span_id="00e19b7ec3c1b174",
    parent_id="00e19b7ec3c1b173",
    service="inventory",
    name="GET",
    kind="client",
    start_ns=1_750_000_000_000_001_000,
    end_ns=1_750_000_000_000_251_000,
    error=True,
    status_message="gone",
    attributes={"app.quantity": 3, "app.share": 0.5},
    resource={"service.name": "inventory", "host.name": "h"},
    events=(Event("exception", 1_750_000_000_000_100_000, {"exception.type": "Gone"}),),
    links=(Link("ab" * 16, "cd" * 8),),
)


def saved(**changes: Any) -> str:
    """The saved trace with one span changed."""
    document = json.loads(json.dumps(SAVED))
    document["data"][0]["spans"][0].update(changes)
    return json.dumps(document)


def test_saved_trace_is_read_in_full() -> None:
    reading = read_trace_text(json.dumps(SAVED), "saved.json")
    assert reading.traces == (Trace(SPAN.trace_id, (SPAN,)),)


def test_single_trace_without_its_wrapping_is_read() -> None:
    reading = read_trace_text(json.dumps(SAVED["data"][0]), "saved.json")
    assert reading.traces == (Trace(SPAN.trace_id, (SPAN,)),)


def test_bad_span_belongs_to_its_trace_also_where_zeros_are_left_out_of_the_id() -> None:
    document = json.loads(saved())
    spans = document["data"][0]["spans"]
    spans.append({**spans[0], "startTime": "now"})
    (trace,) = read_trace_text(json.dumps(document), "saved.json").traces
    assert (len(trace.spans), len(trace.bad_spans)) == (1, 1)


def test_list_in_a_tag_becomes_text() -> None:
    tags = [{"key": "many", "value": [1, {"a": 2}]}]
    (span,) = read_trace_text(saved(tags=tags), "saved.json").all_spans
    assert span.attributes == {"many": "[1, {'a': 2}]"}


def test_kind_is_read_in_any_case() -> None:
    reading = read_trace_text(saved(tags=[{"key": "span.kind", "value": "SERVER"}]), "saved.json")
    assert [span.kind for span in reading.all_spans] == ["server"]


@pytest.mark.parametrize(
    "parent",
    [
        {"references": [{"refType": "FOLLOWS_FROM", "traceID": SPAN.trace_id, "spanID": "ab"}]},
        {"references": [], "parentSpanID": "ab"},
    ],
)
def test_what_a_span_follows_in_its_trace_is_its_parent(parent: dict[str, Any]) -> None:
    (span,) = read_trace_text(saved(**parent), "saved.json").all_spans
    assert (span.parent_id, span.links) == ("ab".zfill(16), ())


def test_root_may_have_an_empty_old_parent() -> None:
    (span,) = read_trace_text(saved(references=[], parentSpanID="0"), "saved.json").all_spans
    assert span.parent_id is None


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"startTime": "now"}, "startTime is 'now'; expected whole microseconds since 1970"),
        ({"startTime": 10**39}, f"startTime is {10**39}; expected whole microseconds"),
        ({"startTime": None}, "startTime is missing; expected whole microseconds"),
        ({"spanID": ""}, "spanID is ''; expected 16 hex digits, not all zero"),
        ({"traceID": "0"}, "traceID is '0'; expected 32 hex digits, not all zero"),
    ],
)
def test_bad_span_is_reported(change: dict[str, Any], fault: str) -> None:
    reading = read_trace_text(saved(**change), "saved.json")
    (bad,) = reading.bad_spans
    assert bad.fault.startswith(fault)
    assert bad.place == "data[0].spans[0]"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"processID": "p9"}, "processID is 'p9'; expected one of 'p1'"),
        ({"duration": -2}, "ends 2000 ns before it starts, one of its times is wrong"),
        ({"duration": "long"}, "duration is 'long'; expected whole microseconds"),
        ({"tags": [{"key": "span.kind", "value": "boss"}]}, "kind is 'boss'; expected 0 to 5"),
        ({"references": [{"traceID": "ab"}]}, "reference is left out: spanID is missing"),
        ({"logs": [{"timestamp": "then"}]}, "time of event 'log' is left out: timestamp is"),
        ({"tags": "many"}, "tags is 'many'; expected a list"),
    ],
)
def test_odd_detail_is_reported_and_the_span_is_kept(change: dict[str, Any], fault: str) -> None:
    (trace,) = read_trace_text(saved(**change), "saved.json").traces
    (note,) = trace.notes
    assert note.fault.startswith(fault)
    assert (note.span_id, note.place) == (SPAN.span_id, "data[0].spans[0]")
    assert [span.start_ns for span in trace.spans] == [SPAN.start_ns]


def test_number_in_quotes_that_is_none_is_text() -> None:
    tags = [{"key": "n", "type": "int64", "value": "x"}]
    (span,) = read_trace_text(saved(tags=tags), "saved.json").all_spans
    assert span.attributes == {"n": "x"}
