"""The blame is right on known truth: planted causes, healthy traces, and what cannot be known."""

import pytest

from tests.unit.traces.planted.causes import SHAPES, UNDECIDABLE, Case, Truth
from tests.unit.traces.simulated.shop import OPERATIONS, SERVICES, history, run
from tests.unit.traces.simulated.simulation import Plan
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.explaining.newest import explain_newest
from tracing_sandbox.traces.judging.blame import Blame

SEEDS = range(50)
HEALTHY_SEEDS = range(10_000, 10_100)
NATURAL_MS = 100.0


def verdict(case: Case) -> Truth | None:
    blame = explain(case.trace, case.healthy).blame
    return blame and Truth(blame.kind, blame.service, blame.operation)


def has_the_planted_time(blame: Blame | None, truth: Truth) -> bool:
    """Within 5 % or 20 ms of what was planted, and what the step takes anyway."""
    if truth.time_ms is None:
        return True
    assert blame is not None
    over_ms = blame.time_ns / 1e6 - truth.time_ms
    return -1.0 <= over_ms <= NATURAL_MS + max(20.0, 0.05 * truth.time_ms)


@pytest.mark.parametrize("shape", SHAPES)
def test_planted_cause_is_blamed(shape: str) -> None:
    wrong = {}
    for seed in SEEDS:
        case = SHAPES[shape](seed)
        blame = explain(case.trace, case.healthy).blame
        assert case.truth is not None
        found = blame and (blame.kind, blame.service, blame.operation)
        true = (case.truth.kind, case.truth.service, case.truth.operation)
        if found != true or not has_the_planted_time(blame, case.truth):
            wrong[seed] = (case.truth, blame and blame.sentence)
    assert wrong == {}


@pytest.mark.parametrize("shape", UNDECIDABLE)
def test_what_cannot_be_known_is_not_blamed_but_said(shape: str) -> None:
    wrong = {}
    for seed in SEEDS:
        explanation = explain(UNDECIDABLE[shape](seed).trace)
        says_so = "annot tell" in explanation.answer and "%" not in explanation.answer
        if explanation.blame or explanation.complete or not says_so:
            wrong[seed] = explanation.answer
    assert wrong == {}


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("compared", [False, True])
def test_healthy_trace_is_not_blamed(operation: str, compared: bool) -> None:
    """100 of each of 7 operations; every tenth is the first after a start of all services."""
    blamed = {}
    for seed in HEALTHY_SEEDS:
        plan = Plan(cold=frozenset(SERVICES)) if seed % 10 == 0 else None
        trace = run(operation, seed, plan)
        blame = explain(trace, history(operation, seed % 5) if compared else ()).blame
        if blame:
            blamed[seed] = blame.sentence
    assert blamed == {}


@pytest.mark.parametrize("operation", ["import_items", "show_product", "place_order"])
def test_slow_system_without_a_single_cause_is_not_blamed_but_said(operation: str) -> None:
    """Everything takes eight times as long; jitter may make a part stand out in one of ten."""
    explained = [
        explain(run(operation, seed, Plan(slower=8.0)), history(operation, seed % 5))
        for seed in SEEDS
    ]
    calm = [each for each in explained if each.blame is None]
    assert len(calm) * 10 >= len(explained) * 9
    assert {"usually it takes" in each.answer for each in calm} == {True}


def test_every_slow_one_of_many_recent_traces_is_blamed_and_no_other() -> None:
    """A slow trace must not count as healthy for the next one."""
    place = ("thirdparty", "look_up_price", "work")
    slow = {seed for seed in range(100) if seed % 4 == 3}
    traces = [
        run("place_order", seed, Plan(delays_ms={place: 300.0}) if seed in slow else None)
        for seed in range(100)
    ]
    explained = explain_newest(traces[::-1])[::-1]
    assert {seed for seed in range(100) if explained[seed].blame} == slow


def test_failure_that_healthy_traces_have_too_is_not_blamed() -> None:
    def with_a_miss(seed: int) -> Case:
        plan = Plan(failures={("payments", "POST"): "503"}, failing_times={("payments", "POST"): 1})
        return Case(run("pay", seed, plan), None)

    trace = with_a_miss(1).trace
    peers = [with_a_miss(seed).trace for seed in range(2, 12)]
    assert explain(trace, peers).blame is None
    assert explain(trace).blame is not None
