"""What the traces of a run tell: each beside the healthy ones before it, and to the doctor."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.doctor.breaks import BREAKS
from tests.unit.doctor.made_orders import Order
from tests.unit.load.made import BEGAN_NS, SECOND, made_journey
from tracing_sandbox.doctor import Circumstances
from tracing_sandbox.load.joining import told
from tracing_sandbox.load.joining.told import AROUND_NS, CHUNK, MOST_AROUND, chunks_of, read_traces
from tracing_sandbox.traces.judging.healthy import began_at
from tracing_sandbox.traces.reading.trace import Trace

SCAN = ("inventory", "SELECT", "database")
SLOW_START = {
    ("frontend", "place_order", "work"): 1100.0,
    ("inventory", "POST /reservations", "work"): 1000.0,
    ("thirdparty", "look_up_price", "work"): 900.0,
}


def test_fault_that_recurs_is_blamed_each_time_however_it_varies() -> None:
    """One in ten, from the first on, and now three times as long as before: elsewhere a habit."""
    made = [
        made_journey(number, 100.0 * number, {SCAN: 300.0 if number % 20 else 900.0})
        if number % 10 == 0
        else made_journey(number, 100.0 * number)
        for number in range(1, 100)
    ]
    explained = read_traces([trace for _, trace in made], None).explanations
    blamed = [each.arrival for each, trace in made if explained[trace.trace_id].blame]
    assert blamed == [10, 20, 30, 40, 50, 60, 70, 80, 90]


def test_first_traces_are_compared_with_the_healthy_ones_after_them() -> None:
    """The very first is slow by 300 ms: alone it would not be blamed."""
    made = [made_journey(0, 0.0, {SCAN: 300.0})]
    made += [made_journey(number, 100.0 * number) for number in range(1, 60)]
    explained = read_traces([trace for _, trace in made], None).explanations
    first = explained[made[0][1].trace_id]
    assert first.compared_with > 20
    assert first.blame
    assert (first.blame.operation, first.blame.kind) == ("SELECT", "wait")
    assert [each for each in explained.values() if each.blame] == [first]


def test_ill_trace_among_slow_first_ones_is_not_what_later_ones_are_measured_by() -> None:
    """While a run begins all is slow, and what was planted does not stand out; later it does."""
    made = []
    for number in range(80):
        planted = {SCAN: 900.0} if number % 5 == 0 else {}
        made.append(
            made_journey(number, 100.0 * number, planted | (SLOW_START if number < 3 else {}))
        )
    explained = read_traces([trace for _, trace in made], None).explanations
    later = [explained[trace.trace_id].blame for each, trace in made[3:] if not each.arrival % 5]
    assert [blame and (blame.operation, blame.kind) for blame in later] == [("SELECT", "wait")] * 15


def moved(trace: Trace, start_ns: int) -> Trace:
    shift = start_ns - began_at(trace)[0]
    spans = (
        replace(span, start_ns=span.start_ns + shift, end_ns=span.end_ns + shift)
        for span in trace.spans
    )
    return replace(trace, spans=tuple(spans))


@given(st.lists(st.integers(0, 120), max_size=60).map(sorted))
def test_each_trace_is_looked_at_once_with_all_from_its_time(seconds: list[int]) -> None:
    template = made_journey(0, 0.0)[1]
    in_time = [
        replace(moved(template, BEGAN_NS + second * SECOND), trace_id=f"{number:032x}")
        for number, second in enumerate(seconds)
    ]
    small = {"CHUNK": 7, "MOST_AROUND": 60}
    before = {name: getattr(told, name) for name in small}
    try:
        for name, value in small.items():
            setattr(told, name, value)
        pieces = list(chunks_of(in_time))
    finally:
        for name, value in before.items():
            setattr(told, name, value)
    assert [trace for chunk, _ in pieces for trace in chunk] == in_time
    for chunk, around in pieces:
        first, last = began_at(chunk[0])[0], began_at(chunk[-1])[0]
        near = {
            trace.trace_id
            for trace in in_time
            if first - AROUND_NS <= began_at(trace)[0] <= last + AROUND_NS
        }
        assert {trace.trace_id for trace in (*chunk, *around)} == near


def test_chunks_are_bounded() -> None:
    one = made_journey(0, 0.0)[1]
    pieces = list(chunks_of([one] * (3 * CHUNK)))
    assert [len(chunk) for chunk, _ in pieces] == [CHUNK] * 3
    assert max(len(around) for _, around in pieces) <= 2 * MOST_AROUND


def test_doctor_finds_a_break_among_healthy_orders_and_nothing_in_them() -> None:
    (stripped,) = [each for each in BREAKS if each.rule == "traceparent-stripped"]
    healthy = [trace for seed in range(20) for trace in Order(seed).traces()]
    broken = stripped.make(Order(99))
    found = read_traces([*healthy, *broken.traces], broken.circumstances or Circumstances())
    assert found.findings.keys() == {trace.trace_id for trace in broken.traces}
    rules = {each.rule for findings in found.findings.values() for each in findings}
    assert rules == {"traceparent-stripped"}


def test_doctor_is_not_asked_without_circumstances() -> None:
    assert read_traces([made_journey(0, 0.0)[1]], None).findings == {}
