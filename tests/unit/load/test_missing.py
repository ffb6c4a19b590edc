"""What is lost or broken, why, and what the end of a part cost."""

from dataclasses import replace

from tests.unit.load.made import BEGAN_NS, SECOND, journey_trace, record
from tracing_sandbox.load.joining.cost import list_events
from tracing_sandbox.load.joining.expected import expected_of
from tracing_sandbox.load.joining.join import Joined
from tracing_sandbox.load.joining.missing import (
    Lost,
    list_broken,
    list_lost,
)
from tracing_sandbox.load.recording.watched import Event
from tracing_sandbox.traces.explaining.moment import clock
from tracing_sandbox.traces.reading.trace import Trace

RECORDS = [record(number, 1_000.0 * number) for number in range(10)]
EXPECTED = expected_of(RECORDS)
IDS = [each.trace_id for each in RECORDS]


def joined(lost: tuple[int, ...] = (), broken: tuple[Trace, ...] = (), problem: str = "") -> Joined:
    return Joined(
        traces={each.trace_id: each for each in broken},
        records=10,
        joined=10 - len(lost),
        not_sampled=0,
        lost=[IDS[number] for number in lost],
        broken=[each.trace_id for each in broken],
        others=0,
        took_s=1.0,
        problem=problem,
    )


def at(second: float, part: str, what: str) -> Event:
    return Event(BEGAN_NS + round(second * SECOND), part, what)


def whys(lost: list[Lost]) -> list[tuple[int, str]]:
    return [(each.arrival, each.why) for each in lost]


def test_trace_that_jaeger_kept_in_memory_is_gone_with_it() -> None:
    events = [at(4.5, "jaeger", "ended"), at(5.5, "jaeger", "came back")]
    ended = clock(events[0].at_ns)
    lost = list_lost(joined((7, 2, 5)), EXPECTED, events, BEGAN_NS)
    assert whys(lost) == [
        (2, f"Jaeger ended at {ended}, and kept it in memory"),
        (5, f"Jaeger did not answer: it ended at {ended}"),
        (7, "not known"),
    ]
    assert lost[0].at_s == 2.0


def test_collector_that_was_away_is_named_for_its_time_alone() -> None:
    events = [at(4.5, "collector", "ended"), at(6.5, "collector", "came back")]
    lost = list_lost(joined((3, 5)), EXPECTED, events, BEGAN_NS)
    assert whys(lost) == [
        (3, "not known"),
        (5, f"the Collector did not answer: it ended at {clock(events[0].at_ns)}"),
    ]


def test_jaeger_that_does_not_answer_is_named() -> None:
    lost = list_lost(joined((3,), problem="Jaeger does not answer."), EXPECTED, [], BEGAN_NS)
    assert whys(lost) == [(3, "Jaeger does not answer")]


def test_broken_trace_says_what_it_lacks_unless_that_was_planted() -> None:
    whole = journey_trace(RECORDS[:1])
    without = [span for span in whole.spans if span.name != "quote_price"]
    ill = replace(whole, spans=tuple(without))
    (broken,) = list_broken(joined(broken=(ill,)), EXPECTED, (), BEGAN_NS)
    assert (broken.arrival, broken.missing) == (0, "the parent of inventory GET is missing")
    assert list_broken(joined(broken=(ill,)), EXPECTED, {0}, BEGAN_NS) == []


def test_broken_trace_may_lack_the_generators_own_span() -> None:
    whole = journey_trace(RECORDS[:1])
    own = [span for span in whole.spans if span.service == "loadgen" and span.kind != "client"]
    ill = replace(whole, spans=tuple(own))
    (broken,) = list_broken(joined(broken=(ill,)), EXPECTED, (), BEGAN_NS)
    assert broken.missing == "1 of the generator's 1 CLIENT spans"


def costs(events: list[Event], failing: tuple[int, ...], lost: tuple[int, ...]) -> list[str]:
    failed = [RECORDS[number] for number in failing]
    gone = list_lost(joined(lost), EXPECTED, events, BEGAN_NS)
    listed = list_events(events, EXPECTED, failed, gone, [], BEGAN_NS)
    return [str(each["cost"]) for each in listed]


def test_end_of_a_part_costs_what_failed_until_it_was_back() -> None:
    events = [at(3.5, "inventory", "ended"), at(6.5, "inventory", "came back")]
    assert costs(events, (1, 4, 5, 8), ()) == ["2 requests failed", ""]


def test_end_of_a_part_that_stays_away_costs_until_the_end() -> None:
    assert costs([at(3.5, "inventory", "ended")], (1, 4, 5, 8), ()) == ["3 requests failed"]


def test_end_of_jaeger_costs_the_traces_before_it_as_well() -> None:
    events = [at(4.5, "jaeger", "ended"), at(5.5, "jaeger", "came back")]
    assert costs(events, (), (0, 1, 5, 9)) == ["3 traces lost", ""]


def test_end_that_cost_nothing_says_so() -> None:
    assert costs([at(4.5, "thirdparty", "ended")], (), ()) == ["nothing"]


def test_other_events_have_no_cost() -> None:
    assert costs([at(4.5, "thirdparty", "restarted")], (5,), ()) == [""]
