"""Whether a run may be believed, whether it kept to its limits, and the sentence that says it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.load.made import BEGAN_NS, SETTINGS, arrival, record
from tracing_sandbox.load.judging.found import Found
from tracing_sandbox.load.judging.found_row import Row
from tracing_sandbox.load.judging.verdict import Measured, judge, values_of
from tracing_sandbox.load.measuring.latency import Spread
from tracing_sandbox.load.measuring.planted import CUT_OFF, Failures
from tracing_sandbox.load.measuring.sent import Sent, count_sent
from tracing_sandbox.load.planning.mix import LIMITS
from tracing_sandbox.load.recording.watched import Event, Usage

ALL_SENT = Sent(3_000, 3_000, 2_222, 2_222, 2_222, 0, 0, 60.0)
GOOD = Measured(
    sent=ALL_SENT,
    failures=Failures([], []),
    latency=Spread(3_000, 20.0, 63.2, 130.0, 400.0),
    lag=Spread(2_222, 0.4, 3.0, 6.0, 12.0),
    usage=[Usage("generator", 0.2, 0.4, 60.0), Usage("frontend", 0.8, 0.99, 90.0)],
    events=[],
    found=Found([Row("nothing", nothing=2_124), Row("n-plus-one", found=97, nothing=1)]),
    lost=0,
    broken=0,
)


def test_sentence_says_it_to_somebody_who_was_not_there() -> None:
    assert judge(GOOD, {}).sentence == (
        "Valid: 3,000 of 3,000 requests sent at 50.0/s, p95 63 ms, nothing failed unplanted, "
        "nothing lost; 97 of 98 planted faults found, 0 of 2,124 healthy blamed."
    )


def test_blame_with_which_the_record_agrees_is_said_beside_all_blame_and_counts() -> None:
    found = Found([Row("nothing", nothing=2_000, other=1, borne_out=12)])
    verdict = judge(replace(GOOD, found=found), {"healthy_blamed": 12})
    assert verdict.sentence.endswith(
        "nothing was planted, and 13 of 2,013 healthy blamed (the record agrees with 12). Over its "
        "limit: healthy_blamed 13 (at most 12)."
    )
    assert not verdict.passed


TRACED = ("lost", "broken", "healthy_blamed", "wrong_blame", "missed")


def test_run_without_a_sampled_trace_claims_nothing_of_any_and_keeps_no_limit_of_traces() -> None:
    limits = dict.fromkeys((*TRACED, "p95_ms"), 100.0)
    verdict = judge(replace(GOOD, found=Found([Row("nothing")])), limits)
    assert verdict.sentence.endswith(
        "nothing failed unplanted; no trace was sampled. Not measured, and so not kept: "
        "lost, broken, healthy_blamed, wrong_blame, missed."
    )
    assert [limit.name for limit in verdict.limits if limit.kept] == ["p95_ms"]
    assert (verdict.valid, verdict.passed) == (True, False)


def test_run_of_which_no_trace_could_be_read_says_what_is_lost_and_nothing_of_blame() -> None:
    lost = replace(GOOD, found=Found([Row("nothing", lost=40), Row("n-plus-one", lost=2)]), lost=42)
    assert values_of(lost) == {
        **values_of(GOOD), "lost": 42, **dict.fromkeys(TRACED[1:], None)
    }  # fmt: skip
    assert judge(lost, {}).sentence.endswith("42 traces lost; no trace could be read.")


def test_latency_of_nothing_is_not_measured() -> None:
    silent = replace(GOOD, latency=Spread(0, None, None, None, None))
    assert judge(silent, {"p95_ms": 500}).sentence.endswith(
        "Not measured, and so not kept: p95_ms."
    )


def test_run_that_was_stopped_before_it_began_is_not_told_to_be_slower() -> None:
    nothing = Sent(3_000, 0, 2_222, 0, 0, 0, 0, 0.0)
    verdict = judge(replace(GOOD, sent=nothing, stopped_after_s=1.0), {})
    assert verdict.reasons == ["The run was stopped before any arrival began."]


def test_death_comes_first_and_what_it_cost_is_not_put_down_to_the_rate_or_the_disk() -> None:
    ended = [Event(BEGAN_NS, "worker 2", "ended")]
    sent = replace(ALL_SENT, started=40, due=60, unrecorded=3)
    assert judge(replace(GOOD, sent=sent, events=ended), {}).reasons == [
        "Worker 2 ended while the run went on. See locust.log in the run's folder.",
        "Only 40 of 60 arrivals began.",
        "The record is not whole: it lacks 3 requests.",
    ]


def test_steps_left_out_after_a_failure_are_said_and_not_the_generators_fault() -> None:
    verdict = judge(replace(GOOD, sent=replace(ALL_SENT, sent=2_990, left_out=10)), {})
    assert verdict.valid
    assert "2,990 of 3,000 requests sent at 49.8/s (10 left out after a failure)" in (
        verdict.sentence
    )


@pytest.mark.parametrize(
    ("worse", "reason"),
    [
        (
            {"sent": replace(ALL_SENT, started=2_000, sent=2_700)},
            "Only 2,000 of 2,222 arrivals began. See the generator's log, and use a lower --rate "
            "or more --workers.",
        ),
        (
            {"lag": Spread(2_222, 1.0, 40.0, 80.4, 300.0)},
            "The generator was late: 1 of 100 arrivals began 80 ms or more after its time; 50 ms "
            "are allowed. It used 40% of a core at most, so the machine was too busy: stop what "
            "else runs, or use a lower --rate.",
        ),
        (
            {
                "lag": Spread(2_222, 1.0, 40.0, 80.4, 300.0),
                "usage": [Usage("generator", 0.5, 0.8, 60.0)],
            },
            "The generator was late: 1 of 100 arrivals began 80 ms or more after its time; 50 ms "
            "are allowed. Use more --workers or a lower --rate.",
        ),
        (
            {"usage": [Usage("worker 1", 0.6, 0.97, 60.0), Usage("worker 2", 0.5, 0.7, 60.0)]},
            "Worker 1 used 97% of a core in its busiest five seconds (60% in all), and one process "
            "cannot use more than one. Use more --workers or a lower --rate.",
        ),
        (
            {"events": [Event(BEGAN_NS, "worker 2", "ended"), Event(BEGAN_NS, "jaeger", "ended")]},
            "Worker 2 ended while the run went on. See locust.log in the run's folder.",
        ),
        (
            {"sent": replace(ALL_SENT, unrecorded=3), "record_problem": "No space left on device"},
            "The record is not whole: it lacks 3 requests. No space left on device. Make room on "
            "the disk, and run this again.",
        ),
        (
            {"sent": replace(ALL_SENT, unrecorded=3)},
            "The record is not whole: it lacks 3 requests. See the generator's log.",
        ),
    ],
)
def test_reason_says_the_figure_and_what_to_do(worse: dict[str, object], reason: str) -> None:
    verdict = judge(replace(GOOD, **worse), {})
    assert list(verdict.reasons) == [reason]
    assert (verdict.valid, verdict.passed) == (False, False)
    assert verdict.sentence.startswith("Not valid: ")


def test_headline_of_a_full_disk_is_a_whole_sentence() -> None:
    """What the generator says may itself be more than one sentence."""
    problem = "The record could not be written to its end. [Errno 28] No space left on device"
    sent = replace(ALL_SENT, unrecorded=3)
    verdict = judge(replace(GOOD, sent=sent, record_problem=problem), {})
    assert verdict.sentence.startswith(
        "Not valid: The record is not whole: it lacks 3 requests. 3,000 of 3,000 requests sent"
    )


def test_limit_that_is_not_kept_is_said_and_fails_a_valid_run() -> None:
    verdict = judge(GOOD, {"p95_ms": 50, "lost": 0, "missed": 0.02})
    assert (verdict.valid, verdict.passed) == (True, False)
    assert [limit.kept for limit in verdict.limits] == [False, True, True]
    assert verdict.sentence.endswith("Over its limit: p95_ms 63.2 (at most 50).")


def test_every_limit_that_can_be_asked_for_is_measured() -> None:
    assert values_of(GOOD).keys() == LIMITS.keys()


def test_value_at_its_limit_keeps_to_it() -> None:
    assert judge(GOOD, {"p95_ms": 63.2}).passed


@given(
    st.dictionaries(st.sampled_from(sorted(LIMITS)), st.floats(0, 1e6), max_size=5),
    st.floats(0, 1e6),
)
def test_verdict_never_gets_worse_with_higher_limits(limits: dict[str, float], more: float) -> None:
    strict = judge(GOOD, limits)
    lenient = judge(GOOD, {name: limit + more for name, limit in limits.items()})
    assert lenient.passed or not strict.passed
    for before, after in zip(strict.limits, lenient.limits, strict=True):
        assert after.kept or not before.kept


LOOKED = [arrival(number, 1_000.0 * number, "look") for number in range(10)]


def look(number: int, **fields: object) -> list[object]:
    return [
        record(number, 1_000.0 * number, journey="look"),
        record(number, 1_000.0 * number + 30, step=1, journey="look", **fields),
    ]


def test_all_of_a_plan_is_sent() -> None:
    records = [each for number in range(10) for each in look(number)]
    assert count_sent(LOOKED, records, SETTINGS) == Sent(20, 20, 10, 10, 10, 0, 0, 10.0)


def test_step_after_a_failure_is_left_out_and_one_after_an_answer_is_unrecorded() -> None:
    records = [each for number in range(2, 10) for each in look(number)]
    failed = record(0, journey="look", status=502)
    answered = record(1, 1_000.0, journey="look")
    sent = count_sent(LOOKED, [failed, answered, *records], SETTINGS)
    assert (sent.left_out, sent.unrecorded, sent.started, sent.due) == (1, 1, 10, 10)


def test_stopped_run_is_held_against_what_was_due_by_then() -> None:
    records = [each for number in range(4) for each in look(number)]
    cut_off = record(4, 4_000.0, journey="look", status=0, problem=CUT_OFF)
    sent = count_sent(LOOKED, [*records, cut_off], SETTINGS, stopped_after_s=4.5)
    assert (sent.started, sent.due, sent.unrecorded, sent.left_out) == (5, 5, 0, 1)
    sent = count_sent(LOOKED, records[:4], SETTINGS, stopped_after_s=4.5)
    assert (sent.started, sent.due) == (2, 4)


def test_rate_is_of_the_time_that_sending_took() -> None:
    records = [each for number in range(9) for each in look(number)]
    late = record(9, 9_000.0, lag_ms=11_000.0, journey="look")
    assert count_sent(LOOKED, [*records, late], SETTINGS).rate == pytest.approx(19 / 20)
