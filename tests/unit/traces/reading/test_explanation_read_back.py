"""What `--json` prints is read back, and says the same again."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from tests.unit.traces.drawn.generated import any_traces, nested_traces
from tests.unit.traces.drawn.sketch import client, server, trace_of
from tests.unit.traces.writers.formats import TRACE
from tests.unit.traces.writers.otlp import write_otlp
from tracing_sandbox.traces.explaining.document import explanation_document
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.reading.span import Event, Link
from tracing_sandbox.traces.reading.trace import BadSpan, Note, Trace
from tracing_sandbox.traces.reading.trace_file import read_trace_text

SKEWED = trace_of(
    server("shop GET /tea", 0, 100, client("shop GET", 10, 90, server("stock GET", -500, -440)))
)
BAD = BadSpan("f.json", "spans[3]", TRACE.trace_id, "ab", "startTime is missing; expected a time")
NOTES = (
    Note("f.json", "spans[1]", TRACE.trace_id, "cd", "left-out-detail", "link is left out: x"),
    Note("f.json", "spans[2]", TRACE.trace_id, "ef", "left-out-detail", "link is left out: x"),
    Note("f.json", "spans[2]", TRACE.trace_id, "ef", "odd-time", "ends 5 ns before it starts"),
    Note("f.json", "spans[2]", TRACE.trace_id, "a b", "unknown-kind", "kind is 9"),
)
ROOT, *OTHERS = TRACE.spans
EVENTS = (Event("exception", 1_750_000_000_000_000_001, {"exception.type": "NoTea"}), Event("e", 0))
TRACES = {
    "plain": TRACE,
    "clocks that differ": SKEWED,
    "a span that could not be read": replace(TRACE, bad_spans=(BAD, replace(BAD, span_id=""))),
    "notes": replace(TRACE, notes=NOTES),
    "a root that has not ended": replace(
        TRACE, spans=(replace(ROOT, end_ns=ROOT.start_ns, unfinished=True), *OTHERS)
    ),
    "a missing root": replace(TRACE, spans=tuple(OTHERS)),
    "a status that is not known": replace(
        TRACE, spans=(replace(ROOT, status_unknown=True), *OTHERS)
    ),
    "a kind that is not known": replace(TRACE, spans=(replace(ROOT, kind="unspecified"), *OTHERS)),
    "events, links and a resource": replace(
        TRACE,
        spans=(
            replace(
                ROOT,
                events=EVENTS,
                links=(Link("ab" * 16, "cd" * 8, {"why": "retry"}),),
                resource={"service.name": "shop", "host.name": "h", "tags": ["a", {"b": None}]},
                attributes={"a": {"deep": [1, 2.5, True, None]}},
            ),
            *OTHERS,
        ),
    ),
    "a start at 0": Trace(
        TRACE.trace_id,
        tuple(
            replace(s, start_ns=s.start_ns - ROOT.start_ns, end_ns=s.end_ns - ROOT.start_ns)
            for s in TRACE.spans
            if not s.events
        ),
    ),
}


def read_back(document: object) -> Trace:
    (trace,) = read_trace_text(json.dumps(document), "explained.json").traces
    return trace


@pytest.mark.parametrize("name", list(TRACES))
def test_explanation_is_read_back_and_says_the_same(name: str) -> None:
    document = explanation_document(explain(TRACES[name]))
    again = explanation_document(explain(read_back(document)))
    assert again == document
    assert explanation_document(explain(read_back(again))) == document


@given(any_traces() | nested_traces())
@settings(max_examples=40)
def test_any_explanation_is_read_back_and_says_the_same(trace: Trace) -> None:
    document = explanation_document(explain(trace))
    again = explanation_document(explain(read_back(document)))
    assert again == document


def test_explanation_without_a_start_time_is_read() -> None:
    document = explanation_document(explain(SKEWED))
    del document["start_time"]
    again = explanation_document(explain(read_back(document)))
    assert {**again, "start_time": ""} == {**document, "start_time": ""}


def test_what_was_found_in_a_file_is_still_said_after_it_was_explained() -> None:
    written = write_otlp(TRACE.spans)
    spans = written["resourceSpans"][0]["scopeSpans"][0]["spans"]
    spans[1]["startTimeUnixNano"] = None
    spans[0]["links"] = [{"traceId": "", "spanId": ""}]
    (trace,) = read_trace_text(json.dumps(written), "f.json").traces
    document = explanation_document(explain(trace))
    assert {"unreadable-span", "left-out-detail"} <= {p["rule"] for p in document["problems"]}
    assert explanation_document(explain(read_back(document))) == document
