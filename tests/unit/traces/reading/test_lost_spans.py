"""Nothing is lost in silence: spans in odd places are read, and what is not is said."""

import gzip
import json
from io import BytesIO
from typing import Any

import pytest

from tests.unit.traces.writers.formats import TRACE
from tests.unit.traces.writers.otlp import write_otlp
from tests.unit.traces.writers.zipkin import write_zipkin
from tracing_sandbox.traces.explaining.document import explanation_document
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.reading.trace import Reading
from tracing_sandbox.traces.reading.trace_file import read_trace_bytes, read_trace_text

WHOLE = write_otlp(TRACE.spans)
OTLP = json.dumps(WHOLE)


def read(document: Any) -> Reading:
    return read_trace_text(json.dumps(document), "trace")


def resources() -> list[dict[str, Any]]:
    return json.loads(OTLP)["resourceSpans"]  # type: ignore[no-any-return]


def under(key: str) -> dict[str, Any]:
    """Each scope's list under another name."""
    return {
        "resourceSpans": [
            {"resource": each["resource"], key: each["scopeSpans"]} for each in resources()
        ]
    }


def directly_under_the_resource() -> dict[str, Any]:
    return {
        "resourceSpans": [
            {"resource": each["resource"], "spans": each["scopeSpans"][0]["spans"]}
            for each in resources()
        ]
    }


def half_under_an_old_name() -> dict[str, Any]:
    changed = resources()
    changed[0]["instrumentationLibrarySpans"] = changed[0].pop("scopeSpans")
    return {"resourceSpans": changed}


def mixed_with_logs() -> dict[str, Any]:
    return {"resourceLogs": [{"scopeLogs": [{"logRecords": [{}]}]}], **WHOLE}


ODD_PLACES: dict[str, Any] = {
    "old name of scopes": under("instrumentationLibrarySpans"),
    "old name with underscores": under("instrumentation_library_spans"),
    "name with underscores": under("scope_spans"),
    "unknown name": under("somethingSpans"),
    "unknown name, deeper": {
        "resourceSpans": [{"resource": each["resource"], "x": {"y": each}} for each in resources()]
    },
    "directly under the resource": directly_under_the_resource(),
    "some under an old name": half_under_an_old_name(),
    "an object for a list": {
        "resourceSpans": [
            {"resource": each["resource"], "scopeSpans": each["scopeSpans"][0]}
            for each in resources()
        ]
    },
    "nulls between": {"resourceSpans": [None, *resources(), None]},
    "beside logs": mixed_with_logs(),
    "resources without a wrapping": resources(),
    "a wrapping of its own": {"answer": {"resourceSpans": resources()}},
    "a list in a wrapping": {"traces": [{"resourceSpans": [each]} for each in resources()]},
    "resources one by one": [[each] for each in resources()],
}


@pytest.mark.parametrize("place", list(ODD_PLACES))
def test_spans_in_odd_places_are_read_with_their_resource(place: str) -> None:
    (trace,) = read(ODD_PLACES[place]).traces
    (whole,) = read(WHOLE).traces
    assert explanation_document(explain(trace)) == explanation_document(explain(whole))


def test_spans_beside_a_format_are_read() -> None:
    extra = {**resources()[0]["scopeSpans"][0]["spans"][0], "spanId": "ee" * 8}
    (trace,) = read({**WHOLE, "late": {"spans": [extra]}}).traces
    assert len(trace.spans) == len(TRACE.spans) + 1


def test_spans_without_anything_around_them_are_read() -> None:
    spans = [span for each in resources() for span in each["scopeSpans"][0]["spans"]]
    (trace,) = read_trace_text("\n".join(map(json.dumps, spans)), "trace").traces
    assert {(span.service, span.parent_id is None) for span in trace.spans} == {
        ("unknown_service", True),
        ("unknown_service", False),
    }


@pytest.mark.parametrize(
    "odd", [7, "span", True, 1.5, ["x"], {}, {"name": "x"}, {"traceId": "ab", "spanId": "cd"}]
)
def test_what_is_no_span_where_one_is_expected_is_said(odd: Any) -> None:
    document = json.loads(OTLP)
    document["resourceSpans"][0]["scopeSpans"][0]["spans"].append(odd)
    reading = read(document)
    assert len(list(reading.all_bad_spans)) == 1
    assert len(list(reading.all_spans)) == len(TRACE.spans)


@pytest.mark.parametrize("odd", [7, "x", True, [["x"]]])
@pytest.mark.parametrize("level", ["resourceSpans", "scopeSpans", "spans"])
def test_list_that_is_none_is_said(level: str, odd: Any) -> None:
    document = json.loads(OTLP)
    owner = document
    if level != "resourceSpans":
        owner = document["resourceSpans"][0]
    if level == "spans":
        owner = owner["scopeSpans"][0]
    owner[level] = odd
    assert len(list(read(document).all_bad_spans)) == 1


LINES = [json.dumps(write_otlp([span])) for span in TRACE.spans]


@pytest.mark.parametrize("cut", [10, 100, 200, 300])
@pytest.mark.parametrize("which", [0, 3, len(LINES) - 1])
def test_broken_line_is_said_and_the_others_are_read(which: int, cut: int) -> None:
    lines = [line[:-cut] if i == which else line for i, line in enumerate(LINES)]
    (trace,) = read_trace_text("\n".join(lines), "trace").traces
    assert len(trace.spans) == len(LINES) - 1
    assert [bad.place for bad in trace.bad_spans] == [f"line {which + 1}"]
    assert not explain(trace).complete


def test_broken_document_among_pretty_ones_is_said() -> None:
    pretty = [json.dumps(write_otlp([span]), indent=2) for span in TRACE.spans]
    pretty[2] = pretty[2][:400]
    (trace,) = read_trace_text("\n".join(pretty), "trace").traces
    assert (len(trace.spans), len(trace.bad_spans)) == (len(pretty) - 1, 1)


def test_lines_of_words_between_documents_are_noted_and_cost_nothing() -> None:
    lines = ["2026-09-21 Starting the shop", *LINES, "Bye."]
    (trace,) = (reading := read_trace_text("\n".join(lines), "trace")).traces
    assert (len(trace.spans), trace.bad_spans, explain(trace).complete) == (len(LINES), (), True)
    assert [note.place for note in reading.notes] == ["line 1", f"line {len(lines)}"]


def test_compressed_file_that_is_cut_off_is_said() -> None:
    packed = gzip.compress("\n".join(LINES * 500).encode(), mtime=0)
    reading = read_trace_bytes(BytesIO(packed[: len(packed) // 2]), "trace")
    (trace,) = reading.traces
    assert [bad.fault for bad in trace.bad_spans][-1] == "the compressed data are cut off"


def test_bytes_that_are_no_text_are_replaced_and_noted() -> None:
    raw = OTLP.replace("get_price", "get_pric\N{LATIN SMALL LETTER E WITH ACUTE}")
    written = json.dumps(json.loads(raw), ensure_ascii=False).encode("latin-1")
    reading = read_trace_bytes(BytesIO(written), "trace")
    assert "get_pric\N{REPLACEMENT CHARACTER}" in [span.name for span in reading.all_spans]
    assert [note.fault for note in reading.notes] == [
        "not all is text; 1 of its characters shown as U+FFFD"
    ]


@pytest.mark.parametrize(
    ("document", "counted"),
    [
        ({"resourceLogs": [{"scopeLogs": [{"logRecords": [{}, {}]}]}]}, {"logs": 2}),
        ({"resource_logs": [{"scope_logs": [{"log_records": [{}]}]}]}, {"logs": 1}),
        ({"resourceMetrics": [{"scopeMetrics": [{"metrics": [{}] * 3}]}]}, {"metrics": 3}),
        ({"resourceProfiles": [{"scopeProfiles": [{"profiles": [{}]}]}]}, {"profiles": 1}),
        ({"resourceLogs": None}, {}),
        ({"resourceLogs": [None, 7, {"scopeLogs": 7}]}, {"logs": 0}),
    ],
)
def test_other_signals_are_counted_and_passed_over(document: Any, counted: Any) -> None:
    reading = read_trace_text(f"{OTLP}\n{json.dumps(document)}", "trace")
    assert reading.passed_over == counted
    assert [*reading.all_bad_spans, *reading.all_notes] == []


def test_zipkin_span_without_a_time_is_said_and_belongs_to_its_trace() -> None:
    spans = write_zipkin(TRACE.spans)
    del spans[1]["timestamp"]
    (trace,) = read(spans).traces
    assert [(bad.span_id, bad.place) for bad in trace.bad_spans] == [
        (TRACE.spans[1].span_id, "item 1")
    ]


def test_key_that_could_drive_a_terminal_is_harmless_in_a_report() -> None:
    odd = {"\x1b[31m": [{"traceId": "ab", "spanId": "cd", "name": "x"}]}
    (bad,) = read({**WHOLE, **odd}).all_bad_spans
    assert bad.sentence.isprintable()


@pytest.mark.parametrize(
    "record",
    [
        {"level": "info", "trace_id": TRACE.trace_id, "span_id": "ab" * 8, "event": "served"},
        {"traceId": TRACE.trace_id, "id": 17, "timestamp": 1_790_000_000, "message": "served"},
        {"message": "served"},
        {"event": "served", "timestamp": "x", "trace_id": TRACE.trace_id, "span_id": "ab" * 8},
    ],
)
def test_record_of_a_log_among_spans_is_no_span_and_costs_nothing(record: Any) -> None:
    text = "\n".join([*LINES, json.dumps(record)])
    (trace,) = (reading := read_trace_text(text, "trace")).traces
    assert explain(trace).complete
    assert [note.place for note in reading.notes] == [f"line {len(LINES) + 1}"]


def test_span_beside_documents_in_a_wrapping_is_read_as_well() -> None:
    extra = {"traceId": TRACE.trace_id, "spanId": "ee" * 8, "name": "late"}
    reading = read({"traces": [WHOLE, {"more": [{**extra, "startTimeUnixNano": "5"}]}]})
    assert len(list(reading.all_spans)) == len(TRACE.spans) + 1
