"""The document of a run: complete, JSON, and true to its records and traces."""

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.unit.load.made import BEGAN_NS, SECOND, SETTINGS, arrival, made_journey, record
from tracing_sandbox.load.joining.join import Joined
from tracing_sandbox.load.judging.exemplar import Looking
from tracing_sandbox.load.measuring.planted import CUT_OFF, planted_in
from tracing_sandbox.load.recording.watched import Event, Usage
from tracing_sandbox.load.result import Run, conclude

SLOW = {("thirdparty", "look_up_price", "work"): 900.0}
COUNT = 20
ILL = 15
LOST = 3


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """Twenty orders, of which one is slow as planted, and one lost with Jaeger's memory."""
    made = [
        made_journey(number, 500.0 * number, SLOW if number == ILL else {})
        for number in range(COUNT)
    ]
    plan = [
        arrival(number, 500.0 * number, scenario="slow-third-party" if number == ILL else None)
        for number in range(COUNT)
    ]
    traces = {trace.trace_id: trace for each, trace in made if each.arrival != LOST}
    lost = [each.trace_id for each, _ in made if each.arrival == LOST]
    joined = Joined(traces, COUNT, COUNT - 1, 0, lost, [], 0, 2.5)
    run = Run(
        replace(SETTINGS, rate=2.0),
        plan,
        [each for each, _ in made],
        events=[Event(BEGAN_NS + 2 * SECOND, "jaeger", "ended")],
        usage=[Usage("generator", 0.2, 0.4, 60.0), Usage("frontend", 0.6, 0.9, 80.0)],
    )
    result = conclude(
        run,
        joined,
        limits={"lost": 0, "p95_ms": 500},
        pages_of=lambda trace_id: [{"name": "shop", "url": f"http://shop/{trace_id}"}],
    )
    return json.loads(json.dumps(result.as_document()))  # type: ignore[no-any-return]


def test_document_has_what_the_report_reads(document: dict[str, Any]) -> None:
    assert list(document) == [
        "run", "verdict", "requests", "lag_ms", "generator", "latency_ms", "windows", "join",
        "found", "told", "exemplars", "slowest", "events", "parts", "why", "ramp", "against",
    ]  # fmt: skip
    assert document["generator"] == {"cpu_share": 0.2, "worst_cpu_share": 0.4}
    assert document["lag_ms"] == {"p50": 0.0, "p99": 0.0, "max": 0.0}
    assert document["run"]["started"] == "2025-06-15T15:06:40.000000000Z"
    assert (document["ramp"], document["against"]) == (None, None)


def test_verdict_is_first_of_all_true(document: dict[str, Any]) -> None:
    assert document["verdict"]["sentence"] == (
        f"Valid: 20 of 20 requests sent at 2.0/s, p95 {document['latency_ms']['all']['p95']:.0f} "
        "ms, nothing failed unplanted, 1 trace lost; 1 of 1 planted faults found, 0 of 19 healthy "
        "blamed. Over its limit: lost 1 (at most 0)."
    )
    assert (document["verdict"]["valid"], document["verdict"]["passed"]) == (True, False)


def test_what_each_trace_says_is_kept_by_arrival(document: dict[str, Any]) -> None:
    assert document["told"] == {
        "blamed": {str(ILL): "thirdparty look_up_price (own)"},
        "unread": [LOST],
    }


def test_latency_is_told_by_what_was_planted(document: dict[str, Any]) -> None:
    spreads = document["latency_ms"]["by_scenario"]
    assert {name: each["count"] for name, each in spreads.items()} == {
        "nothing": COUNT - 1,
        "slow-third-party": 1,
    }
    assert spreads["slow-third-party"]["p50"] == document["latency_ms"]["all"]["max"]


def test_exemplars_and_slowest_are_real_requests_with_their_answer(
    document: dict[str, Any],
) -> None:
    assert [each["of"] for each in document["exemplars"]] == ["p50", "p95", "p99"]
    slowest = document["slowest"][0]
    assert slowest["scenario"] == "slow-third-party"
    assert "in thirdparty look_up_price" in slowest["answer"]
    assert slowest["pages"] == [{"name": "shop", "url": f"http://shop/{slowest['trace_id']}"}]
    assert len(document["slowest"]) == 10


def test_request_that_was_not_sampled_has_no_page() -> None:
    looking = Looking({}, planted_in([]), lambda trace_id: [{"name": "shop", "url": trace_id}])
    sampled, unsampled = (looking.at(record(0, sampled=each)) for each in (True, False))
    assert (len(sampled["pages"]), unsampled["pages"]) == (1, [])


def test_lost_trace_and_its_event_agree(document: dict[str, Any]) -> None:
    (lost,) = document["join"]["lost"]
    assert (lost["arrival"], lost["at_s"]) == (LOST, 1.5)
    assert lost["why"].startswith("Jaeger ended at ")
    (event,) = document["events"]
    assert event == {"at_s": 2.0, "part": "jaeger", "what": "ended", "cost": "1 trace lost"}


def test_counts_of_all_parts_of_the_document_agree(document: dict[str, Any]) -> None:
    sent = document["requests"]["sent"]
    assert sum(window["requests"] for window in document["windows"]) == sent
    assert document["latency_ms"]["all"]["count"] == sent
    assert sum(row["count"] for row in document["found"]["rows"]) == COUNT
    assert document["join"]["joined"] + len(document["join"]["lost"]) == COUNT
    assert document["why"]["traces"] == COUNT - 1


def test_time_of_a_request_that_was_cut_off_is_no_latency() -> None:
    made = [made_journey(number, 500.0 * number) for number in range(COUNT)]
    records = [each for each, _ in made]
    records[-1] = record(COUNT - 1, 9_500.0, 8_000.0, status=0, problem=CUT_OFF)
    traces = {trace.trace_id: trace for _, trace in made}
    joined = Joined(traces, COUNT, COUNT, 0, [], [], 0, 2.5)
    plan = [arrival(number, 500.0 * number) for number in range(COUNT)]
    run = Run(SETTINGS, plan, records, stopped_after_s=9.9)
    result = conclude(run, joined, limits={}, pages_of=lambda _: []).as_document()
    assert result["requests"]["cut_off"] == 1
    spreads = [*result["latency_ms"].pop("by_name").values()]
    spreads += [*result["latency_ms"].pop("by_scenario").values(), *result["latency_ms"].values()]
    assert [each["count"] for each in spreads] == [COUNT - 1] * 4
    assert max(each["max"] for each in spreads) < 1_000.0
    assert result["windows"][-1]["requests"] == 2
    assert max(each["p95_ms"] for each in result["windows"]) < 1_000.0
    shown = [*result["exemplars"], *result["slowest"]]
    assert max(each["took_ms"] for each in shown) < 1_000.0
