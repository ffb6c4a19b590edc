"""The highest rate that was held, and the part that gave in first."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.load.made import Slowed, arrival, journey_trace, made_journey, record
from tracing_sandbox.load.joining.told import read_traces
from tracing_sandbox.load.judging.ramp import GaveIn, Ramp, climb, deciding_records, group_by_step
from tracing_sandbox.load.measuring.planted import CUT_OFF, planted_in
from tracing_sandbox.load.planning.arrivals import Step
from tracing_sandbox.load.recording.record import Record
from tracing_sandbox.load.recording.watched import Usage

STEPS = [Step(10.0 * number, 10.0 * (number + 1), 5.0 * (number + 1)) for number in range(4)]
PLAN = [arrival(number, 1_000.0 * number) for number in range(40)]
NOTHING = planted_in([])
USAGE = [Usage("frontend", 0.5, 0.97, 90.0), Usage("inventory", 0.3, 0.41, 70.0)]


def ramp_of(
    records: Sequence[Record], lost: frozenset[str] = frozenset(), usage: Sequence[Usage] = ()
) -> Ramp:
    return climb(STEPS, PLAN, records, NOTHING, lost, {}, usage)


def ten_each(slow_from: int = 9, took_ms: float = 600.0) -> list[Record]:
    """Ten requests in each step, which are slow from one step on."""
    return [
        record(
            10 * step + number,
            10_000.0 * step + 1_000.0 * number,
            took_ms if step >= slow_from else 30.0,
        )
        for step in range(4)
        for number in range(10)
    ]


def test_highest_rate_with_all_below_it_is_held() -> None:
    assert ramp_of(ten_each()).held_rate == 20.0
    assert ramp_of(ten_each(slow_from=2)).held_rate == 10.0
    assert ramp_of(ten_each(slow_from=0)).held_rate is None


def test_step_above_one_that_was_not_held_does_not_count() -> None:
    records = ten_each()
    records[15] = record(15, 15_000.0, 600.0)
    ramp = ramp_of(records)
    assert [step.kept for step in ramp.steps] == [True, False, True, True]
    assert ramp.held_rate == 5.0


def test_failure_and_loss_are_not_held() -> None:
    records = ten_each()
    records[35] = record(35, 35_000.0, status=502)
    ramp = ramp_of(records, frozenset({records[25].trace_id}))
    assert [(step.failed, step.lost) for step in ramp.steps] == [(0, 0), (0, 0), (0, 1), (1, 0)]
    assert ramp.held_rate == 10.0


def test_what_is_planted_counts_for_no_step() -> None:
    records = ten_each()
    records[35] = record(35, 35_000.0, 900.0, status=502)
    planted = planted_in([arrival(35, scenario="third-party-hangs")])
    assert climb(STEPS, PLAN, records, planted, frozenset(), {}).held_rate == 20.0


def gave_in(delays_ms: Slowed) -> str:
    """Name the part that gave in, where orders are delayed so from the third step on."""
    made = [
        made_journey(number, 1_000.0 * number, delays_ms if number >= 20 else {})
        for number in range(40)
    ]
    told = read_traces([trace for _, trace in made], None)
    records = [each for each, _ in made]
    ramp = climb(STEPS, PLAN, records, NOTHING, frozenset(), told.explanations, USAGE)
    assert ramp.held_rate == 10.0
    assert ramp.gave_in
    return ramp.gave_in.sentence


def test_part_whose_own_time_grew_most_gave_in() -> None:
    told = gave_in({("thirdparty", "look_up_price", "work"): 900.0})
    assert told.startswith("thirdparty gave in first: ")
    assert told.endswith("Of a core at most: frontend 97%, inventory 41%.")


def test_queue_before_a_part_counts_for_it() -> None:
    told = gave_in({("frontend", "POST", "network"): 800.0})
    assert told.startswith("inventory gave in first: ")


def test_nobody_gave_in_where_all_was_held() -> None:
    assert ramp_of(ten_each()).gave_in is None


def test_step_of_which_arrivals_are_missing_is_not_held() -> None:
    """As after Ctrl-C on the first request of a step, or with a worker that died."""
    ramp = ramp_of(ten_each()[:21])
    assert [(step.missing, step.kept) for step in ramp.steps] == [
        (0, True), (0, True), (9, False)
    ]  # fmt: skip
    assert (ramp.held_rate, ramp.gave_in) == (10.0, None)
    halved = ramp_of([each for each in ten_each() if each.arrival < 20 or each.arrival % 2])
    assert halved.held_rate == 10.0


def test_step_of_which_a_later_request_is_missing_is_not_held() -> None:
    plan = [arrival(number, 1_000.0 * number, "look") for number in range(40)]
    records = [replace(each, journey="look") for each in ten_each()]
    looks = [
        record(each.arrival, 1_000.0 * each.arrival + 50.0, step=1, journey="look")
        for each in records
    ]
    lacks_one = [each for each in looks if each.arrival != 25]
    assert climb(STEPS, plan, [*records, *looks], NOTHING, (), {}).held_rate == 20.0
    assert climb(STEPS, plan, [*records, *lacks_one], NOTHING, (), {}).held_rate == 10.0


def test_request_that_was_cut_off_is_not_held() -> None:
    records = ten_each()
    records[25] = record(25, 25_000.0, status=0, problem=CUT_OFF)
    assert [step.failed for step in ramp_of(records).steps] == [0, 0, 1, 0]
    assert ramp_of(records).held_rate == 10.0


def judged_by(records: Sequence[Record]) -> Sequence[Record]:
    return deciding_records(STEPS, PLAN, records, ramp_of(records))


def test_generator_is_judged_by_the_steps_on_which_the_answer_rests() -> None:
    records = ten_each(slow_from=2)
    assert judged_by(records) == records[:20]
    none = ten_each(slow_from=0)
    assert judged_by(none) == none[:10]
    whole = ten_each()
    assert judged_by(whole) == whole


def test_generator_is_judged_by_the_step_that_was_not_held_if_that_is_its_fault() -> None:
    records = ten_each()
    records[25] = record(25, 25_000.0, lag_ms=600.0)
    assert [step.is_generators for step in ramp_of(records).steps] == [False, False, True, False]
    assert judged_by(records) == records[:30]


def test_late_generator_at_the_step_that_decides_is_said() -> None:
    records = ten_each(slow_from=2)
    records[25] = record(25, 25_000.0, 600.0, lag_ms=80.0)
    ramp = ramp_of(records, usage=USAGE)
    assert [step.lag_ms for step in ramp.steps] == [0.0, 0.0, 80.0, 0.0]
    assert ramp.gave_in
    assert ramp.gave_in.sentence.endswith(
        "The generator was late there itself: 1 of 100 arrivals began 80 ms or more after its "
        "time. The shop alone may hold more."
    )


def test_without_traces_the_busiest_part_is_named_as_that() -> None:
    generator = Usage("generator", 0.9, 1.0, 60.0)
    ramp = ramp_of(ten_each(slow_from=2), usage=[generator, *USAGE])
    assert ramp.gave_in == GaveIn(
        "frontend",
        "frontend was the busiest part. That is by CPU alone, as no traces show where the time "
        "went. It used 97% of a core at most; all: generator 100%, frontend 97%, inventory 41%.",
    )


def test_generator_that_waits_for_a_shop_without_traces_did_not_give_in() -> None:
    records = ten_each(slow_from=2)
    waits = [journey_trace([each]) for each in records]
    alone = [
        replace(each, spans=tuple(span for span in each.spans if span.service == "loadgen"))
        for each in waits
    ]
    told = read_traces(alone, None)
    ramp = climb(STEPS, PLAN, records, NOTHING, (), told.explanations, USAGE)
    assert ramp.gave_in
    assert ramp.gave_in.part == "frontend"
    assert "by CPU alone" in ramp.gave_in.sentence


@given(st.lists(st.floats(0, 60_000), max_size=40))
def test_every_arrival_is_in_one_step(times_ms: list[float]) -> None:
    plan = [arrival(number, at_ms) for number, at_ms in enumerate(times_ms)]
    grouped = group_by_step(STEPS, plan)
    assert sorted(each.number for step in grouped for each in step) == list(range(len(plan)))
