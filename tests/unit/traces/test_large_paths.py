"""Paths through so many children, levels and locks that comparing all with all would never end."""

from benchmarks.traces.explain_speed import deep_trace
from tests.unit.traces.drawn.sketch import (
    Node,
    consumer,
    internal,
    producer,
    query,
    server,
    trace_of,
)
from tracing_sandbox.traces.measuring.analysis import Analysis, analyse
from tracing_sandbox.traces.measuring.critical_path import Segment
from tracing_sandbox.traces.measuring.tree import NOBODY
from tracing_sandbox.traces.reading.trace import Trace

MS = 1_000_000


def charged_ms(analysis: Analysis, name: str) -> float:
    """What the path charges to the spans of a name, in milliseconds."""
    spans = analysis.tree.spans
    of_name = [each for each in analysis.segments if spans[each.span].name == name]
    return sum(each.end_ns - each.start_ns for each in of_name) / MS


def test_path_past_100_000_siblings_beside_each_other_is_the_last_ones() -> None:
    count = 100_000
    siblings = [internal("a x", at / 1_000, count + at / 1_000) for at in range(count)]
    analysis = analyse(trace_of(server("a R", 0, count + 99.999, *siblings)))
    assert charged_ms(analysis, "x") == count
    assert [(each.child, each.later) for each in analysis.doubts] == [
        (1, count),
        (count - 100, NOBODY),
    ]


def test_path_through_a_pool_of_10_000_items_is_one_slot_after_another() -> None:
    """Four slots, of which each begins an item at once after it ended another."""
    items = [query("a x", at * 2.5 + 0.01, at * 2.5 + 10) for at in range(10_000)]
    analysis = analyse(trace_of(server("a R", 0, 9_999 * 2.5 + 10, *items)))
    assert len(analysis.segments) == 5_000 + 1
    assert charged_ms(analysis, "x") == 2_500 * (10 - 0.01)


def test_path_down_50_000_levels_is_certain() -> None:
    analysis = analyse(deep_trace(50_000))
    assert analysis.doubts == ()
    assert all(segment.certain for segment in analysis.segments)


def locked(turn: int, branches: int) -> tuple[Node, Node]:
    """A wait that ends with the turn before, and the turn's own end."""
    start = turn * 100.0
    asked = max(start - (branches - 1) * 100, 0) + 0.1
    return query("a ASK", asked, start + 0.05), query("a RELEASE", start + 80, start + 100)


def test_path_through_10_000_waits_for_a_lock_follows_its_holders() -> None:
    """Branches that take turns, each of which waits out the one before."""
    turns, branches = 10_000, 3
    end = turns * 100.0 + 0.05
    steps = [
        [node for turn in range(branch, turns, branches) for node in locked(turn, branches)]
        for branch in range(branches)
    ]
    trace = trace_of(server("a R", 0, end, *(internal("a b", 0.05, end, *each) for each in steps)))
    analysis = analyse(trace)
    assert charged_ms(analysis, "RELEASE") == turns * 20
    assert 0 < charged_ms(analysis, "ASK") < turns * 0.06


def call_over_queues(levels: int) -> Trace:
    """Messages within messages, each of which is answered over a queue of its own."""
    inside: tuple[Node, ...] = ()
    for level in range(levels, 0, -1):
        start, end = float(level), 10.0 * levels - level
        queue = {"attributes": {"messaging.destination.name": f"replies {level}"}}
        answer = producer("a answer", end - 0.1, end - 0.05, **queue)
        work = consumer("a work", start + 0.2, end, *inside, answer)
        received = consumer("a receive", start + 0.15, end + 0.1, **queue)
        inside = (producer("a send", start, start + 0.1, work), received)
    return trace_of(server("a R", 0, 10.0 * levels, *inside))


def test_path_through_5_000_messages_within_messages_follows_their_replies() -> None:
    analysis = analyse(call_over_queues(5_000))
    assert analysis.doubts == ()
    assert analysis.segments[-1] == Segment(
        0, "own", analysis.segments[-1].start_ns, analysis.times.ends[0]
    )
    assert charged_ms(analysis, "receive") < 5_000 * 0.2
