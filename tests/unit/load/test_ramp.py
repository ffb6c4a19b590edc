"""The highest rate that was held, and the part that gave in first."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.load.made import BEGAN_NS, Slowed, arrival, made_journey, record
from tracing_sandbox.load.arrivals import Step
from tracing_sandbox.load.planted import planted_in
from tracing_sandbox.load.ramp import Ramp, climb, group_by_step, held_records
from tracing_sandbox.load.record import Record
from tracing_sandbox.load.told import read_traces
from tracing_sandbox.load.watched import Usage

STEPS = [Step(10.0 * number, 10.0 * (number + 1), 5.0 * (number + 1)) for number in range(4)]
NOTHING = planted_in([])
USAGE = [Usage("frontend", 0.5, 0.97, 90.0), Usage("inventory", 0.3, 0.41, 70.0)]


def ramp_of(records: Sequence[Record], lost: frozenset[str] = frozenset()) -> Ramp:
    return climb(STEPS, records, BEGAN_NS, NOTHING, lost, {})


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
    assert climb(STEPS, records, BEGAN_NS, planted, frozenset(), {}).held_rate == 20.0


def gave_in(delays_ms: Slowed) -> str:
    """Name the part that gave in, where orders are delayed so from the third step on."""
    made = [
        made_journey(number, 1_000.0 * number, delays_ms if number >= 20 else {})
        for number in range(40)
    ]
    told = read_traces([trace for _, trace in made], None)
    records = [each for each, _ in made]
    ramp = climb(STEPS, records, BEGAN_NS, NOTHING, frozenset(), told.explanations, USAGE)
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


def test_generator_is_judged_by_the_steps_that_were_held() -> None:
    records = ten_each(slow_from=2)
    held = held_records(STEPS, records, BEGAN_NS, ramp_of(records))
    assert held == records[:20]
    none = ten_each(slow_from=0)
    assert held_records(STEPS, none, BEGAN_NS, ramp_of(none)) == none


@given(st.lists(st.tuples(st.floats(0, 60_000), st.sampled_from([0, 1])), max_size=40))
def test_every_request_is_in_one_step(asked: list[tuple[float, int]]) -> None:
    records = [
        record(number, at_ms, step=step, journey="look")
        for number, (at_ms, step) in enumerate(asked)
    ]
    grouped = group_by_step(STEPS, records, BEGAN_NS)
    assert sum(map(len, grouped)) == len(records)
