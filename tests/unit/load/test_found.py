"""What was planted beside what the traces say."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.load.made import (
    MS,
    NO_DELAYS,
    ORDER,
    Slowed,
    arrival,
    journey_trace,
    made_journey,
    record,
)
from tracing_sandbox.faults.catalogue import SCENARIOS
from tracing_sandbox.load.joining.told import Told, read_traces
from tracing_sandbox.load.judging.found import Found, compare
from tracing_sandbox.load.judging.found_row import AGREED, Row, Said
from tracing_sandbox.load.measuring.planted import CUT_OFF, NOTHING, planted_in
from tracing_sandbox.load.planning.plan import Arrival
from tracing_sandbox.load.recording.record import Record
from tracing_sandbox.traces.reading.trace import Trace

SLOW = {("thirdparty", "look_up_price", "work"): 900.0}
SLOW_SAVE = {("frontend", "save_order", "work"): 900.0}
HEALTHY = 12


def journeys(*ill: Slowed) -> list[tuple[Record, Trace]]:
    """Healthy orders, and then one with each of these delays."""
    delays = [NO_DELAYS] * HEALTHY + list(ill)
    return [made_journey(number, 1_000.0 * number, each) for number, each in enumerate(delays)]


def found_in(made: Sequence[tuple[Record, Trace]], *planted: str | None) -> Found:
    """Compare orders of which the last have these things planted."""
    names = [None] * (len(made) - len(planted)) + list(planted)
    plan = [arrival(number, scenario=name) for number, name in enumerate(names)]
    told = read_traces([trace for _, trace in made], None)
    return compare([each for each, _ in made], planted_in(plan), told)


def figures_of(row: Row) -> tuple[str, int, int, int, int, int]:
    return row.planted, row.count, row.found, row.nothing, row.other, row.lost


def test_what_was_planted_is_found_and_nothing_else_is_blamed() -> None:
    found = found_in(journeys(SLOW), "slow-third-party")
    assert [figures_of(row) for row in found.rows] == [
        (NOTHING, HEALTHY, 0, HEALTHY, 0, 0),
        ("slow-third-party", 1, 1, 0, 0, 0),
    ]
    assert (found.found_share, found.healthy_blamed, found.wrong_blame) == (1.0, 0, 0)


def test_other_blame_is_named_with_a_trace_and_is_wrong() -> None:
    made = journeys(SLOW_SAVE)
    found = found_in(made, "slow-third-party")
    assert figures_of(found.rows[1]) == ("slow-third-party", 1, 0, 0, 1, 0)
    assert found.rows[1].said == [Said("frontend save_order (own)", 1, made[-1][1].trace_id)]
    assert (found.found_share, found.wrong_blame, found.missed_share) == (0.0, 1, 1.0)


def test_fault_that_nobody_planted_is_a_healthy_one_blamed() -> None:
    found = found_in(journeys(SLOW))
    assert figures_of(found.rows[0]) == (NOTHING, HEALTHY + 1, 0, HEALTHY, 1, 0)
    assert (found.healthy_blamed, found.found_share, found.missed_share) == (1, None, 0.0)


def test_scenarios_with_the_same_blame_are_each_held_against_their_own_expectation() -> None:
    """Both blame look_up_price, one as slow and one as failed."""
    assert SCENARIOS["slow-third-party"].blame != SCENARIOS["third-party-error"].blame
    found = found_in(journeys(SLOW, SLOW), "slow-third-party", "third-party-error")
    by_name = {row.planted: row.found for row in found.rows}
    assert by_name == {NOTHING: 0, "slow-third-party": 1, "third-party-error": 0}


def test_lost_trace_is_counted_and_not_found() -> None:
    made = journeys(SLOW)
    plan = [arrival(number) for number in range(HEALTHY)]
    plan.append(arrival(HEALTHY, scenario="slow-third-party"))
    told = read_traces([trace for _, trace in made[:-1]], None)
    found = compare([each for each, _ in made], planted_in(plan), told)
    assert figures_of(found.rows[1]) == ("slow-third-party", 1, 0, 0, 0, 1)


def test_not_sampled_is_in_no_row() -> None:
    found = compare([record(0, sampled=False)], planted_in([]), Told({}))
    assert [row.count for row in found.rows] == [0]


def test_sold_out_order_is_healthy_when_nothing_is_blamed() -> None:
    made = journeys(NO_DELAYS)
    plan = [*(arrival(number) for number in range(HEALTHY)), arrival(HEALTHY, sold_out=True)]
    told = read_traces([trace for _, trace in made], None)
    found = compare([each for each, _ in made], planted_in(plan), told)
    assert figures_of(found.rows[1]) == ("sold-out", 1, 0, 1, 0, 0)
    assert (found.healthy, found.planted) == (HEALTHY + 1, 0)


def test_arrival_that_began_late_is_told_apart_only_if_the_record_says_so() -> None:
    late, trace = made_journey(HEALTHY, 1_000.0 * HEALTHY, lag_ms=300.0)
    made = [*journeys(), (late, trace)]
    assert blamed_in(found_in(made)) == (1, 1)
    in_time = [each for each, _ in made[:-1]] + [record(HEALTHY, 12_000.0)]
    told = read_traces([each for _, each in made], None)
    assert blamed_in(compare(in_time, planted_in([]), told)) == (1, 0)


def blamed_in(found: Found) -> tuple[int, int]:
    """How many healthy ones are blamed, and in how many of these the record agrees."""
    return found.healthy_blamed, found.borne_out


def crowd(late_ms: float, visitors: int = 7, without: str = "") -> list[tuple[Record, Trace]]:
    """Other orders under way with the last one; all but two took so much longer than usual.

    Their traces lack the spans of one service.
    """
    save = ("frontend", "save_order", "work")
    made = [
        made_journey(
            100 + number, 1_000.0 * HEALTHY, {save: late_ms} if number < visitors - 2 else NO_DELAYS
        )
        for number in range(visitors)
    ]
    return [
        (each, replace(trace, spans=tuple(s for s in trace.spans if s.service != without)))
        for each, trace in made
    ]


def test_what_the_record_does_not_agree_with_is_listed_first() -> None:
    row = Row(NOTHING)
    for number in range(3):
        row.note_other("frontend (service)", f"{number}", agrees=True)
    row.note_other("thirdparty look_up_price (own)", "3")
    assert row.said == [
        Said("thirdparty look_up_price (own)", 1, "3"),
        Said(f"frontend (service){AGREED}", 3, "0"),
    ]
    assert (row.other, row.borne_out, row.count) == (1, 3, 4)


def does_record_agree(
    made: Sequence[tuple[Record, Trace]],
    others: Sequence[tuple[Record, Trace]] = (),
    more: Sequence[Record] = (),
) -> bool:
    """Say whether the record agrees with the one trace that blames the third party."""
    records = [*(each for each, _ in (*made, *others)), *more]
    told = read_traces([trace for _, trace in (*made, *others)], None)
    found = compare(records, planted_in([]), told)
    assert sum(each.count for each in found.rows[0].said) == found.healthy_blamed
    ((what, count),) = [
        (each.what, each.count) for each in found.rows[0].said if "look_up_price" in each.what
    ]
    assert (what.removesuffix(AGREED), count) == ("thirdparty look_up_price (own)", 1)
    return what.endswith(AGREED)


def test_record_agrees_with_a_delay_that_most_others_had_at_the_time() -> None:
    made = journeys(SLOW)
    assert does_record_agree(made, crowd(600.0))
    assert not does_record_agree(made, crowd(300.0))


def test_record_agrees_with_a_delay_that_most_requests_of_the_run_had() -> None:
    assert does_record_agree(journeys(SLOW), crowd(600.0, visitors=2 * HEALTHY))


def test_record_agrees_by_visitors_and_not_by_their_requests() -> None:
    made, (one, two, *_) = journeys(SLOW), crowd(600.0)
    looked = [
        replace(each, step=step, span_id=f"{each.arrival:012x}{step:04x}")
        for each, _ in (one, two)
        for step in (1, 2)
    ]
    assert not does_record_agree(made, [one, two], looked)


def test_record_does_not_agree_where_the_others_called_another_service() -> None:
    assert not does_record_agree(journeys(SLOW), crowd(600.0, without="thirdparty"))


def test_record_does_not_agree_with_a_delay_that_it_does_not_have_itself() -> None:
    *healthy, (slow, trace) = journeys(SLOW)
    quick = replace(slow, finished_ns=slow.intended_ns + 400 * MS)
    assert not does_record_agree([*healthy, (quick, trace)], crowd(600.0))


def look_at_order() -> tuple[list[Record], Trace]:
    """An order whose trace has an error beneath the order, and a look at it that went well."""
    place, _ = made_journey(HEALTHY, 1_000.0 * HEALTHY, journey="look")
    look = record(HEALTHY, 1_000.0 * HEALTHY + 100.0, step=1, journey="look")
    trace = journey_trace([place, look])
    looked_at = {look.span_id, f"{look.span_id[:12]}b001"}
    ill = tuple(
        replace(span, error=span.kind in ("client", "server") and span.span_id not in looked_at)
        for span in trace.spans
    )
    return [place, look], replace(trace, spans=ill)


def blamed_with(own: Sequence[Record], ill: Trace, plan: Sequence[Arrival] = ()) -> tuple[int, int]:
    healthy = journeys()
    told = read_traces([*(trace for _, trace in healthy), ill], None)
    return blamed_in(compare([*(each for each, _ in healthy), *own], planted_in(plan), told))


def test_record_agrees_with_a_failure_beneath_the_request_that_failed() -> None:
    (place, look), ill = look_at_order()
    assert blamed_with([place, look], ill) == (1, 0)
    assert blamed_with([replace(place, status=502), look], ill) == (1, 1)
    assert blamed_with([place, replace(look, status=502)], ill) == (1, 0)


def test_request_that_was_not_waited_for_says_nothing_of_its_journey() -> None:
    (place, look), ill = look_at_order()
    assert blamed_with([replace(place, status=0, problem=CUT_OFF), look], ill) == (0, 0)


def test_refusal_of_an_order_of_too_many_is_nothing_to_be_said() -> None:
    (place, look), ill = look_at_order()
    refused = [replace(place, status=409), look]
    assert blamed_with(refused, ill, [arrival(HEALTHY, sold_out=True)]) == (0, 0)


def test_delay_of_a_planted_order_is_not_borne_out_by_its_neighbours() -> None:
    made, others = journeys(SLOW_SAVE), crowd(600.0)
    plan = [arrival(HEALTHY, scenario="slow-third-party")]
    told = read_traces([trace for _, trace in (*made, *others)], None)
    found = compare([each for each, _ in (*made, *others)], planted_in(plan), told)
    assert (found.rows[1].borne_out, found.wrong_blame) == (0, 1)


def test_explanation_does_not_depend_on_what_the_record_says() -> None:
    """The same traces say the same, whatever is planted by the plan."""
    made = journeys(SLOW)
    first = read_traces([trace for _, trace in made], None)
    renamed = [found_in(made, name).rows for name in ("slow-third-party", "n-plus-one")]
    again = read_traces([trace for _, trace in reversed(made)], None)
    assert first.explanations == again.explanations
    assert [rows[1].found for rows in renamed] == [1, 0]


NAMES = st.sampled_from([None, "slow-third-party", "n-plus-one", "clock-off", "exporter-dead"])


@given(st.lists(st.tuples(NAMES, st.booleans(), st.booleans()), min_size=1, max_size=12))
def test_rows_add_up_to_the_arrivals(asked: list[tuple[str | None, bool, bool]]) -> None:
    made = CACHE[: len(asked)]
    plan: list[Arrival] = []
    kept: list[Trace] = []
    for (name, arrives, sold_out), (each, trace) in zip(asked, made, strict=True):
        plan.append(arrival(each.arrival, scenario=name, sold_out=sold_out and name is None))
        kept += [trace] if arrives else []
    found = compare([each for each, _ in made], planted_in(plan), read_traces(kept, None))
    assert sum(row.count for row in found.rows) == len(asked)
    assert found.healthy + found.planted == len(asked)
    assert sum(row.lost for row in found.rows) == len(asked) - len(kept)
    for row in found.rows:
        assert sum(each.count for each in row.said) == row.other + row.borne_out


CACHE = journeys()


def test_records_name_orders_as_the_journeys_do() -> None:
    assert CACHE[0][0].name == ORDER
