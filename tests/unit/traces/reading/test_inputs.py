"""Small traces of other systems, each of a kind that was once read wrong; see `inputs/`."""

from pathlib import Path
from typing import Any

import pytest

from tracing_sandbox.traces.drawing.waterfall import draw_waterfall
from tracing_sandbox.traces.explaining.document import explanation_document
from tracing_sandbox.traces.explaining.explanation import Explanation, explain
from tracing_sandbox.traces.reading.trace import Reading
from tracing_sandbox.traces.reading.trace_file import read_trace_file

INPUTS = Path(__file__).parent.parent / "inputs"

COUNTS = {
    "base64-ids.json": [59],
    "beside-the-path.json": [4],
    "console.txt": [4],
    "ends-before-start.json": [5],
    "error-attribute-jaeger-ui.json": [1],
    "error-attribute-otlp.json": [1],
    "escape-in-span-id.json": [2],
    "gather.json": [4],
    "jaeger-in-nanoseconds.json": [],
    "link-with-zero-ids.json": [2],
    "lone-surrogate-in-root-name.json": [2],
    "null.json": [4],
    "odd-span-kind.json": [1],
    "old-and-new-names.json": [4],
    "old-scope-name.jsonl": [2],
    "pretty-documents-one-after-the-other.json": [2],
    "queue.json": [4],
    "starts-at-0.json": [2],
    "streamed.json": [4],
    "tempo-v1.json": [4],
    "three-calls-a-row.json": [61],
    "three-signals.jsonl": [4],
    "trace.json.gz": [4],
    "two-traces-newer-first.jsonl": [2, 2],
}
# A parent that is named has no span; spans in a unit that cannot be read.
INCOMPLETE = ("escape-in-span-id.json", "jaeger-in-nanoseconds.json")
NOTED = {
    "ends-before-start.json": ["odd-time"],
    "link-with-zero-ids.json": ["left-out-detail"],
    "odd-span-kind.json": ["unknown-kind"],
}


def read(name: str) -> Reading:
    return read_trace_file(INPUTS / name)


def explained(name: str) -> Explanation:
    (trace,) = read(name).traces
    return explain(trace)


def fields(name: str) -> dict[str, Any]:
    document = explanation_document(explained(name))
    return {key: document[key] for key in ("answer", "complete", "span_count")}


def test_every_input_is_tested() -> None:
    assert sorted(path.name for path in INPUTS.iterdir()) == sorted(COUNTS)


@pytest.mark.parametrize("name", list(COUNTS))
def test_every_span_of_an_input_is_read(name: str) -> None:
    reading = read(name)
    assert [len(trace.spans) for trace in reading.traces] == COUNTS[name]
    assert [note.kind for note in reading.all_notes] == NOTED.get(name, [])
    complete = {explain(trace).complete for trace in reading.traces} <= {True}
    assert (complete and not [*reading.all_bad_spans]) == (name not in INCOMPLETE)


def test_spans_under_an_old_name_are_read() -> None:
    assert fields("old-and-new-names.json") == {
        "answer": "607 ms of 660 ms (92 %) in catalogue GET /shelf/{id}; "
        "everything else took 53 ms.",
        "complete": True,
        "span_count": 4,
    }
    assert explained("old-scope-name.jsonl").answer == (
        "0.80 s of 1.00 s (80 %) waiting for something untraced (shop SELECT); "
        "everything else took 0.20 s."
    )


def test_null_is_absent_and_not_worth_a_word() -> None:
    assert explained("null.json").problems == ()
    assert [span.parent_id for span in read("null.json").all_spans].count(None) == 1


def test_link_with_zero_ids_is_left_out_and_reported() -> None:
    (problem,) = explained("link-with-zero-ids.json").problems
    assert problem.rule == "left-out-detail"
    assert "link is left out: traceId is '00000000000000000000000000000000'" in problem.sentence
    assert [span.links for span in read("link-with-zero-ids.json").all_spans] == [(), ()]


def test_odd_kind_is_unspecified_and_reported() -> None:
    (problem,) = explained("odd-span-kind.json").problems
    assert (problem.rule, "kind is 'local'" in problem.sentence) == ("unknown-kind", True)
    assert [span.kind for span in read("odd-span-kind.json").all_spans] == ["unspecified"]


def test_trace_may_start_at_0() -> None:
    assert fields("starts-at-0.json") == {
        "answer": "100 ms, of which 60 ms in S2 O2; there is no healthy trace to compare with.",
        "complete": True,
        "span_count": 2,
    }


def test_span_that_ends_1_ns_before_it_starts_took_0() -> None:
    durations = {s.name: s.duration_ns for s in read("ends-before-start.json").all_spans}
    assert durations["encode"] == 0
    (problem,) = explained("ends-before-start.json").problems
    assert "ends 1 ns before it starts" in problem.sentence


def test_nanoseconds_for_jaegers_microseconds_are_named() -> None:
    bad = read("jaeger-in-nanoseconds.json").bad_spans[0]
    assert (bad.span_id, bad.fault) == (
        "000000000000000a",
        "startTime is 1700000000000000000; expected whole microseconds since 1970, for example "
        "1700000000000000; these look like nanoseconds (as microseconds that is 53,870 years "
        "after 1970)",
    )


def test_base64_ids_are_shown_in_hex() -> None:
    assert explained("base64-ids.json").trace_id == "0af7651916cd43dd8448eb211c80319c"
    assert explained("tempo-v1.json").trace_id == "a11ce000000000000000000000000004"
    assert explained("tempo-v1.json").root.span_id == "b0b0000000000001"


def test_spans_of_the_console_are_one_trace() -> None:
    assert explained("console.txt").answer.startswith("607 ms of 660 ms (92 %) in catalogue GET")


def test_other_signals_are_counted() -> None:
    assert read("three-signals.jsonl").passed_over == {"logs": 150, "metrics": 150}


def test_attribute_says_failure_alike_in_otlp_and_in_jaegers_json() -> None:
    otlp, jaeger = (
        explained("error-attribute-otlp.json"),
        explained("error-attribute-jaeger-ui.json"),
    )
    assert otlp.root.error
    assert explanation_document(otlp) == explanation_document(jaeger)


@pytest.mark.parametrize("name", list(COUNTS))
def test_nothing_of_an_input_can_drive_a_terminal(name: str) -> None:
    reading = read(name)
    said = [bad.sentence for bad in reading.all_bad_spans]
    said += [note.sentence for note in reading.all_notes]
    for trace in reading.traces:
        explanation = explain(trace)
        said += [draw_waterfall(explanation).plain.replace("\n", "")]
        said += [problem.sentence for problem in explanation.problems]
    assert [text for text in said if not text.isprintable()] == []


def test_half_of_a_character_is_shown_as_replaced() -> None:
    assert (
        explained("lone-surrogate-in-root-name.json").root.name == "GET /\N{REPLACEMENT CHARACTER}"
    )
