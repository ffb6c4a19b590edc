"""A stall that recurs is told from a fault, and both from what is slow by nature."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.unit.traces.drawn.order import order
from tests.unit.traces.drawn.sketch import query, server, trace_of
from tracing_sandbox.traces.explaining.newest import explain_newest
from tracing_sandbox.traces.reading.trace import Trace

SECOND_NS = 1_000_000_000


def moved(trace: Trace, number: int) -> Trace:
    """The trace as that of a request that came so many seconds later."""
    trace_id = f"{number + 1:032x}"
    later = number * SECOND_NS
    spans = (
        replace(s, trace_id=trace_id, start_ns=s.start_ns + later, end_ns=s.end_ns + later)
        for s in trace.spans
    )
    return Trace(trace_id, tuple(spans))


def blamed(traces: Sequence[Trace]) -> list[int]:
    """Which of some traces, one a second, are blamed."""
    in_time = [moved(trace, number) for number, trace in enumerate(traces)]
    explained = explain_newest(in_time[::-1])[::-1]
    return [number for number, explanation in enumerate(explained) if explanation.blame]


def orders(slow_ms: dict[int, float], count: int = 80) -> list[Trace]:
    """Orders whose third party takes 40 ms, and these some longer."""
    return [trace_of(order(slow_ms.get(number, 40))) for number in range(count)]


def test_stall_that_comes_regularly_is_blamed_three_times_and_then_is_a_habit() -> None:
    assert blamed(orders(dict.fromkeys(range(9, 80, 10), 900.0))) == [9, 19, 29]


def test_part_that_varied_from_the_start_is_a_habit() -> None:
    varied = {3: 300.0, 8: 1_000.0, 10: 250.0, 17: 700.0, 31: 900.0, 38: 400.0, 61: 800.0}
    assert blamed(orders(varied)) == [3, 8, 10]


@pytest.mark.parametrize(
    "slow",
    [
        pytest.param([11, 14, 29, 31, 52, 70, 78], id="now and then"),
        pytest.param([*range(40, 80)], id="from a moment on"),
        pytest.param([*range(0, 80, 2)], id="every other one"),
    ],
)
def test_fault_is_blamed_each_time(slow: list[int]) -> None:
    assert blamed(orders(dict.fromkeys(slow, 900.0))) == slow


def test_fault_that_is_larger_than_the_habit_is_blamed() -> None:
    stalls: dict[int, float] = dict.fromkeys(range(9, 80, 10), 500.0)
    assert blamed(orders(stalls | {65: 5_000.0})) == [9, 19, 29, 65]


def test_request_that_always_repeats_a_call_is_left_alone_after_a_while() -> None:
    queries = [query("shop SELECT", at * 10, at * 10 + 9) for at in range(15)]
    page = trace_of(server("shop GET /", 0, 160, *queries))
    assert blamed([page] * 12) == [0, 1, 2]
