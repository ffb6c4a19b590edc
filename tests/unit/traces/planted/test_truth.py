"""What is said to be planted is in the traces: whoever is judged by it must be able to trust it."""

from collections import Counter
from types import SimpleNamespace
from typing import cast

import pytest

from tests.unit.traces.planted.absences import ABSENCES
from tests.unit.traces.planted.failures import FAILURES
from tests.unit.traces.planted.healthy import HEALTHY
from tests.unit.traces.planted.known_truth import Case, Truth
from tests.unit.traces.planted.loops import LOOPED
from tests.unit.traces.planted.noise import NOISE
from tests.unit.traces.planted.outcome import outcome_of, outcome_of_story
from tests.unit.traces.planted.queues import QUEUED
from tests.unit.traces.planted.rows import ROWS
from tests.unit.traces.planted.scoring import score
from tests.unit.traces.planted.services import SERVICES_AT_FAULT
from tests.unit.traces.simulated.bare_exports import strip, strip_calls
from tests.unit.traces.simulated.plan import Callee, Plan, Slowing
from tests.unit.traces.simulated.systems import ALL_OPERATIONS, run_system
from tests.unit.traces.stories.planted import STORIES
from tests.unit.traces.stories.told import Story
from tests.unit.traces.stories.weak import NOTHING_WRONG
from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace

SHAPES = NOISE | SERVICES_AT_FAULT | ABSENCES | QUEUED | LOOPED | FAILURES | HEALTHY
SEEDS = range(10)


def root_of(trace: Trace) -> Span:
    return next(span for span in trace.spans if span.parent_id is None)


def names_in(trace: Trace) -> set[tuple[str, str]]:
    return {(span.service, span.name) for span in trace.spans}


def test_first_page_makes_48_spans_in_9_services() -> None:
    trace, _ = run_system("show_home", 1)
    assert (len(trace.spans), len({span.service for span in trace.spans})) == (48, 9)


@pytest.mark.parametrize("operation", ALL_OPERATIONS)
def test_slowing_adds_what_it_says_and_changes_nothing_else(operation: str) -> None:
    entry = Slowing(100.0, 200.0, service="frontend", what="entry")
    plain, _ = run_system(operation, 3)
    slow, system = run_system(operation, 3, Plan(slowings=[entry]))
    longer_ms = (root_of(slow).duration_ns - root_of(plain).duration_ns) / 1e6
    assert longer_ms == pytest.approx(sum(system.added_ms.values()), abs=1e-5)
    assert times_below_root(slow) == times_below_root(plain)


def times_below_root(trace: Trace) -> set[tuple[str, int]]:
    return {(span.span_id, span.duration_ns) for span in trace.spans if span.parent_id}


@pytest.mark.parametrize("shape", SHAPES)
def test_planted_case_is_the_same_for_the_same_seed(shape: str) -> None:
    assert SHAPES[shape](4) == SHAPES[shape](4)


@pytest.mark.parametrize("shape", SHAPES)
def test_most_planted_cases_are_decidable(shape: str) -> None:
    """What nobody can know is kept and marked, and must not be what is mostly asked."""
    assert sum(SHAPES[shape](seed).decidable for seed in SEEDS) >= len(SEEDS) * 0.6


@pytest.mark.parametrize("shape", SHAPES)
def test_planted_trace_is_none_of_its_healthy_ones(shape: str) -> None:
    for seed in SEEDS:
        case = SHAPES[shape](seed)
        assert case.trace.trace_id not in {healthy.trace_id for healthy in case.healthy}


@pytest.mark.parametrize("shape", ["page_that_ends_early", "call_that_is_left_out"])
def test_missing_call_is_in_every_healthy_trace_and_not_in_this_one(shape: str) -> None:
    for seed in SEEDS:
        case = ABSENCES[shape](seed)
        assert case.truth is not None
        call = (case.truth.service, case.truth.operation)
        assert call not in names_in(case.trace)
        assert all(call in names_in(healthy) for healthy in case.healthy)
        assert root_of(case.trace).attributes["http.response.status_code"] == 200


def test_no_operation_of_a_slow_service_is_a_quarter_of_the_whole() -> None:
    """That is what makes the service the fault, and not one of its operations."""
    case = SERVICES_AT_FAULT["every_request_to_one_service_is_slow"](2)
    mine = [s for s in case.trace.spans if s.service == "pricing" and s.kind == "server"]
    assert len({span.name for span in mine}) == len(mine) == 10
    assert max(span.duration_ns for span in mine) < root_of(case.trace).duration_ns / 4


def test_job_waits_while_its_request_is_quick() -> None:
    case = QUEUED["job_that_waited_in_a_queue"](2)
    kinds = {span.kind: span for span in case.trace.spans}
    assert case.truth is not None
    assert case.truth.time_ms is not None
    waited_ms = (kinds["consumer"].start_ns - kinds["producer"].end_ns) / 1e6
    assert case.truth.time_ms < waited_ms < case.truth.time_ms + 100.0
    assert root_of(case.trace).duration_ns < 300e6


def test_stream_ends_long_after_the_span_of_its_client() -> None:
    case = QUEUED["stream_that_goes_on_after_its_headers"](1)
    spans = {span.span_id: span for span in case.trace.spans}
    server = next(span for span in case.trace.spans if span.name == "GET /raw/<id>")
    assert server.end_ns - spans[str(server.parent_id)].end_ns > 2_900e6


def test_stripped_exports_know_times_names_and_parents_alone() -> None:
    trace, _ = run_system("check_out", 1)
    bare = strip(trace)
    assert {(span.kind, span.error, len(span.attributes)) for span in bare.spans} == {
        ("internal", False, 0)
    }
    assert [(s.span_id, s.parent_id, s.start_ns, s.end_ns) for s in bare.spans] == [
        (s.span_id, s.parent_id, s.start_ns, s.end_ns) for s in trace.spans
    ]


def test_export_without_calls_hangs_the_called_below_the_callers() -> None:
    trace, _ = run_system("search", 1)
    lifted = {span.span_id: span for span in strip_calls(trace).spans}
    parents = {s.name: lifted[s.parent_id].name for s in lifted.values() if s.parent_id}
    assert parents["GET /hits"] == "GET /search"
    assert parents["GET /products"] == "GET /hits"
    assert "GET" not in parents
    assert parents["query index"] == "GET /hits"


@pytest.mark.parametrize("row", ROWS)
def test_row_is_in_time_and_labels_its_first_stalls_as_open(row: str) -> None:
    members = ROWS[row](2).members
    starts = [root_of(member.trace).start_ns for member in members]
    assert starts == sorted(starts)
    assert 60 <= len(members) <= 120
    stalls = [member.label for member in members if member.label in ("open", "habit")]
    assert stalls[:3] == ["open"] * min(3, len(stalls))
    assert all((member.truth is not None) == (member.label == "fault") for member in members)


@pytest.mark.parametrize("name", STORIES)
def test_story_is_in_time_and_touched_from_the_moment_it_says(name: str) -> None:
    story = STORIES[name](7)
    starts = [root_of(trace).start_ns for trace in story.traces]
    touched = [root_of(t).start_ns for t in story.traces if t.trace_id in story.touched]
    assert starts == sorted(starts)
    assert len(starts) in (30, 100)
    assert min(touched, default=None) == story.since_ns
    assert (story.since_ns is None) == (name in NOTHING_WRONG) == (not story.services)


def test_service_with_refused_connections_is_known_by_its_address_alone() -> None:
    story = STORIES["refused_connections"](0)
    (service,) = story.services
    addresses = {
        span.attributes.get("server.address")
        for trace in story.traces
        for span in trace.spans
        if span.kind == "client"
    }
    assert service not in addresses
    assert "127.0.0.1" in addresses


def test_call_that_is_skipped_is_skipped_as_often_as_planned() -> None:
    plan = Plan(skips={Callee("adverts", "GET /adverts"): 0.3})
    traces = [run_system("search", seed, plan)[0] for seed in range(200)]
    made = sum(("adverts", "GET /adverts") in names_in(trace) for trace in traces)
    assert 120 <= made <= 160


def explained(blame: dict[str, str] | None, answer: str = "") -> Explanation:
    told = blame and SimpleNamespace(**{"target": "", "sentence": "", **blame})
    return cast(Explanation, SimpleNamespace(blame=told, answer=answer))


TRACE = Trace("1" * 32, ())
QUERY = Truth("wait", "stock", "SELECT", also=frozenset({"postgresql"}))
BLAMED = {"kind": "wait", "service": "stock", "operation": "SELECT"}


@pytest.mark.parametrize(
    ("case", "blame", "outcome"),
    [
        (Case(TRACE, QUERY), BLAMED, "right"),
        (Case(TRACE, QUERY), {**BLAMED, "kind": "own"}, "partly"),
        (Case(TRACE, QUERY), {**BLAMED, "kind": "service", "operation": ""}, "partly"),
        (Case(TRACE, QUERY), {**BLAMED, "operation": "UPDATE"}, "wrong"),
        (Case(TRACE, QUERY), {**BLAMED, "service": "frontend"}, "wrong"),
        (Case(TRACE, QUERY), {**BLAMED, "target": "postgresql"}, "right"),
        (Case(TRACE, QUERY), {**BLAMED, "target": "redis"}, "wrong"),
        (Case(TRACE, QUERY), None, "silent"),
        (Case(TRACE, QUERY, may_be_silent=True), None, "right"),
        (Case(TRACE, QUERY, innocent=frozenset({"stock"})), BLAMED, "wrong"),
        (Case(TRACE, None), None, "calm"),
        (Case(TRACE, None), BLAMED, "alarm"),
        (Case(TRACE, None, status="422"), None, "wrong"),
        (Case(TRACE, None, decidable=False), BLAMED, "guessed"),
        (Case(TRACE, Truth("error", "a", "GET", target="b")), {**BLAMED, "target": "b"}, "partly"),
        (Case(TRACE, Truth("error", "a", "GET", target="b")), {**BLAMED, "target": "c"}, "wrong"),
    ],
)
def test_outcome_compares_blame_with_truth(
    case: Case, blame: dict[str, str] | None, outcome: str
) -> None:
    assert outcome_of(case, explained(blame)) == outcome


def test_score_counts_outcomes_and_keeps_what_was_said_of_misses() -> None:
    scored = score(
        lambda seed: Case(TRACE, QUERY),
        lambda trace, healthy: explained(None, "12 ms, all of it in stock"),
        range(2),
    )
    silent = "12 ms, all of it in stock"
    assert scored == (Counter(silent=2), {0: silent, 1: silent})


def test_story_is_right_only_if_all_that_is_named_is() -> None:
    story = Story((), frozenset({"stock", "postgresql"}), "wait", 1)
    named: list[set[str]] = [{"stock"}, {"stock", "postgresql"}, {"stock", "frontend"}, set()]
    outcomes = [outcome_of_story(story, frozenset(names)) for names in named]
    assert outcomes == ["right", "right", "wrong", "silent"]
