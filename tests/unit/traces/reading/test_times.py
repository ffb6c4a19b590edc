"""Starts, ends and durations: of 0, missing, mistaken in unit, and before each other."""

import json
from typing import Any

import pytest

from tracing_sandbox.traces.explaining.explanation import Explanation, explain
from tracing_sandbox.traces.measuring.clocks import align_clocks
from tracing_sandbox.traces.measuring.tree import build_tree
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Reading
from tracing_sandbox.traces.reading.trace_file import read_trace_text

START = 1_790_000_000_000_000_000
MS = 1_000_000


def otlp(*spans: dict[str, Any]) -> Reading:
    written = [
        {"traceId": "ab" * 16, "spanId": f"{number:016x}", "name": f"span{number}", **span}
        for number, span in enumerate(spans, start=1)
    ]
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "shop"}}]}
    document = {"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": written}]}]}
    return read_trace_text(json.dumps(document), "trace")


def jaeger(**span: Any) -> Reading:
    written = {"traceID": "ab" * 16, "spanID": "cd" * 8, "processID": "p", **span}
    processes = {"p": {"serviceName": "shop"}}
    document = {"data": [{"traceID": "ab" * 16, "spans": [written], "processes": processes}]}
    return read_trace_text(json.dumps(document), "trace")


def times(start: Any, end: Any, **more: Any) -> dict[str, Any]:
    return {"startTimeUnixNano": start, "endTimeUnixNano": end, **more}


def child(start: Any, end: Any, parent: int = 1, **more: Any) -> dict[str, Any]:
    return times(start, end, parentSpanId=f"{parent:016x}", **more)


def spans_of(reading: Reading) -> list[Span]:
    (trace,) = reading.traces
    return list(trace.spans)


def explained(reading: Reading) -> Explanation:
    (trace,) = reading.traces
    return explain(trace)


@pytest.mark.parametrize("zero", [0, "0", "00", 0.0])
def test_0_is_a_start(zero: Any) -> None:
    (span,) = spans_of(otlp(times(zero, "100")))
    assert (span.start_ns, span.end_ns, span.unfinished) == (0, 100, False)
    (span,) = spans_of(jaeger(startTime=zero, duration=100))
    assert (span.start_ns, span.end_ns, span.unfinished) == (0, 100_000, False)


def test_span_from_0_to_0_has_ended() -> None:
    (span,) = spans_of(otlp(times("0", "0")))
    assert (span.duration_ns, span.unfinished) == (0, False)


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (START, START),
        (str(START), START),
        (f" {START} ", START),
        (float(START), START),
        ("2026-09-21T14:13:20Z", START),
        ("2026-09-21T14:13:20.000000001Z", START + 1),
        ("2026-09-21T16:13:20.5+02:00", START + 500 * MS),
        ("2026-09-21 14:13:20,020", START + 20 * MS),
        (2**64 - 1, 2**64 - 1),
    ],
)
def test_start_is_read_as_it_is_meant(given: Any, read: int) -> None:
    assert [span.start_ns for span in spans_of(otlp(times(given, 2**64 - 1)))] == [read]


@pytest.mark.parametrize("start", [None, "", -1, "-1", 2**64, "soon", True, [], {}, 1e300])
def test_start_that_is_none_is_an_error(start: Any) -> None:
    reading = otlp(times(start, START))
    assert [bad.kind for bad in reading.bad_spans] == ["startTimeUnixNano"]


@pytest.mark.parametrize("end", [None, "", 0, "0", "later", [], -1, 2**65])
def test_span_without_an_end_is_unfinished_and_kept(end: Any) -> None:
    (span,) = spans_of(otlp(times(START, end)))
    assert (span.start_ns, span.end_ns, span.unfinished) == (START, START, True)


@pytest.mark.parametrize("duration", [None, "", "long", [], True])
def test_jaegers_span_without_a_duration_is_unfinished(duration: Any) -> None:
    (span,) = spans_of(jaeger(startTime=START // 1000, duration=duration))
    assert (span.end_ns, span.unfinished) == (START, True)


@pytest.mark.parametrize("early", [1, 17, 999, 1000, 1001, 5 * MS])
def test_span_that_ends_before_it_starts_took_0_with_a_note_by_how_much(early: int) -> None:
    reading = otlp(times(START, START + 10 * MS), child(START + MS, START + MS - early))
    root, span = spans_of(reading)
    assert (span.duration_ns, span.parent_id, span.unfinished) == (0, root.span_id, False)
    (note,) = reading.all_notes
    assert note.kind == "odd-time"
    assert note.fault.startswith(f"ends {early} ns before it starts")
    assert ("rounding" in note.fault) == (early <= 1000)
    assert explained(reading).complete


@pytest.mark.parametrize(
    ("divisor", "unit"),
    [(1_000, "microseconds"), (MS, "milliseconds"), (1_000 * MS, "seconds")],
)
def test_coarser_unit_in_a_field_of_nanoseconds_is_named_once(divisor: int, unit: str) -> None:
    reading = otlp(*(times(START // divisor, START // divisor + 5) for _ in range(4)))
    (note,) = reading.all_notes
    assert note.kind == "odd-unit"
    assert (
        f"as nanoseconds that is in 1970, as {unit} in 2026: these look like {unit}" in note.fault
    )
    assert [problem.rule for problem in explained(reading).problems if "odd" in problem.rule] == [
        "odd-unit"
    ]


@pytest.mark.parametrize(("divisor", "unit"), [(MS, "milliseconds"), (1_000 * MS, "seconds")])
def test_coarser_unit_in_a_field_of_microseconds_is_named(divisor: int, unit: str) -> None:
    (note,) = jaeger(startTime=START // divisor, duration=5).all_notes
    assert note.fault.endswith(f"as {unit} in 2026: these look like {unit}")


def test_finer_unit_in_a_field_of_microseconds_is_named_in_the_error() -> None:
    (bad,) = jaeger(startTime=START, duration=5).bad_spans
    assert bad.fault.endswith(
        "these look like nanoseconds (as microseconds that is 56,722 years after 1970)"
    )


@pytest.mark.parametrize("start", [0, 5, 10**9, 978_307_200 * 10**9, START, 4 * 10**18])
def test_time_that_makes_sense_or_none_at_all_is_not_remarked_on(start: int) -> None:
    assert list(otlp(times(start, start + 100 * MS)).all_notes) == []


def test_made_up_trace_of_some_seconds_from_0_on_is_not_remarked_on() -> None:
    spans = [times(second * 10**9, (second + 1) * 10**9) for second in range(9)]
    assert list(otlp(*spans).all_notes) == []


def test_root_that_has_not_ended_is_said_to_be_unfinished() -> None:
    explanation = explained(otlp(times(START, None, kind=2), child(START + MS, START + 90 * MS)))
    assert not explanation.complete
    assert explanation.answer == (
        "Cannot tell how long the whole took: shop span1 has not ended. "
        "90 ms, of which 89 ms in shop span2."
    )
    assert [(p.rule, p.sentence) for p in explanation.problems] == [
        (
            "unfinished-span",
            "shop span1 has not ended; what is beneath it goes on for 90 ms.",
        )
    ]


def test_span_that_has_not_ended_counts_up_to_the_latest_end_beneath_it() -> None:
    reading = otlp(
        times(START, START + 100 * MS),
        child(START + 10 * MS, 0),
        child(START + 20 * MS, 0, parent=2),
        child(START + 30 * MS, START + 70 * MS, parent=3),
    )
    tree = build_tree(reading.traces[0])
    timeline = align_clocks(tree)
    ends = {tree.spans[i].name: (end - START) // MS for i, end in enumerate(timeline.ends)}
    assert ends == {"span1": 100, "span2": 70, "span3": 70, "span4": 70}
    answer = explained(reading).answer
    assert answer.endswith(
        "cannot tell where 30 ms went: shop span2 has not ended, nor has 1 more."
    )


def test_unfinished_root_is_explained_before_a_shorter_one_that_ended() -> None:
    reading = otlp(
        times(START, START + 50 * MS),
        times(START, None),
        child(START + MS, START + 90 * MS, parent=2),
    )
    assert explained(reading).root.name == "span2"


def test_server_of_a_call_that_has_not_ended_is_not_shifted() -> None:
    explanation = explained(
        otlp(
            times(START, None, kind=2),
            child(START + MS, None, kind=3),
            child(START + 2 * MS, START + 90 * MS, parent=2, kind=2),
        )
    )
    assert [row.shift_ns for row in explanation.rows] == [0, 0, 0]
    assert [row.duration_ns // MS for row in explanation.rows] == [90, 89, 88]
