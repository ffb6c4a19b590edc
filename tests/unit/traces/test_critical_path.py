"""Where the time of the root goes, for every case that a trace can put to it."""

from dataclasses import replace

from tests.unit.traces.drawn.sketch import (
    MS,
    client,
    consumer,
    internal,
    producer,
    query,
    server,
    trace_of,
)
from tracing_sandbox.traces.explaining.document import explanation_document
from tracing_sandbox.traces.explaining.explanation import Explanation, explain
from tracing_sandbox.traces.reading.span import Link
from tracing_sandbox.traces.reading.trace import Trace


def path_of(trace: Trace) -> list[tuple[str, str, float, float]]:
    """The critical path as (operation, kind, start, end) in milliseconds."""
    return [
        (segment.span.name, segment.kind, segment.start_ns / MS, segment.end_ns / MS)
        for segment in explain(trace).path
    ]


def rules_of(explanation: Explanation) -> list[str]:
    return [problem.rule for problem in explanation.problems]


def test_own_work_before_between_and_after_children_is_the_parents() -> None:
    trace = trace_of(server("a R", 0, 100, internal("a x", 10, 40), internal("a y", 50, 90)))
    assert path_of(trace) == [
        ("R", "own", 0, 10),
        ("x", "own", 10, 40),
        ("R", "own", 40, 50),
        ("y", "own", 50, 90),
        ("R", "own", 90, 100),
    ]


def test_call_is_transit_outside_its_server_span() -> None:
    trace = trace_of(server("a R", 0, 100, client("a GET", 10, 90, server("b S", 15, 80))))
    assert path_of(trace) == [
        ("R", "own", 0, 10),
        ("GET", "transit", 10, 15),
        ("S", "own", 15, 80),
        ("GET", "transit", 80, 90),
        ("R", "own", 90, 100),
    ]


def test_call_without_server_span_is_wait() -> None:
    trace = trace_of(server("a R", 0, 100, query("a SELECT", 10, 90)))
    assert path_of(trace) == [
        ("R", "own", 0, 10),
        ("SELECT", "wait", 10, 90),
        ("R", "own", 90, 100),
    ]


def test_pause_after_a_failed_try_is_gap() -> None:
    trace = trace_of(
        server(
            "a R",
            0,
            100,
            query("a GET", 0, 10, error=True),
            query("a GET", 40, 50),
            query("a GET", 70, 100),
        )
    )
    assert path_of(trace) == [
        ("GET", "wait", 0, 10),
        ("R", "gap", 10, 40),
        ("GET", "wait", 40, 50),
        ("R", "own", 50, 70),
        ("GET", "wait", 70, 100),
    ]


def test_pause_after_a_failure_of_something_else_is_own() -> None:
    trace = trace_of(
        server("a R", 0, 100, query("a GET", 0, 10, error=True), query("a PUT", 40, 100))
    )
    assert path_of(trace)[1] == ("R", "own", 10, 40)


def test_parallel_sibling_that_ended_earlier_is_off_the_path() -> None:
    trace = trace_of(server("a R", 0, 100, internal("a fast", 10, 50), internal("a slow", 10, 90)))
    assert path_of(trace) == [
        ("R", "own", 0, 10),
        ("slow", "own", 10, 90),
        ("R", "own", 90, 100),
    ]


def test_siblings_that_touch_are_both_on_the_path() -> None:
    trace = trace_of(server("a R", 0, 100, internal("a x", 0, 50), internal("a y", 50, 100)))
    assert path_of(trace) == [("x", "own", 0, 50), ("y", "own", 50, 100)]


def test_siblings_that_overlap_by_a_hair_are_cut_not_dropped() -> None:
    trace = trace_of(server("a R", 0, 100, internal("a x", 0, 50.5), internal("a y", 50, 100)))
    assert path_of(trace) == [("x", "own", 0, 50), ("y", "own", 50, 100)]


def test_overlap_that_is_cut_is_at_most_a_hundredth_of_the_parent_and_a_millisecond() -> None:
    at_most = trace_of(server("a R", 0, 100, internal("a x", 0, 51), internal("a y", 50, 100)))
    assert path_of(at_most)[0] == ("x", "own", 0, 50)
    long = trace_of(server("a R", 0, 1000, internal("a x", 0, 502), internal("a y", 500, 1000)))
    assert path_of(long)[:2] == [("R", "own", 0, 500), ("y", "own", 500, 1000)]
    beside = (internal("a w", 0, 400), internal("a x", 0, 502), internal("a y", 500, 1000))
    parallel = trace_of(server("a R", 0, 1000, *beside))
    assert path_of(parallel)[:2] == [("w", "own", 0, 400), ("R", "own", 400, 500)]


def doubtful_of(trace: Trace) -> list[tuple[str, float, float]]:
    """The stretches of the path that are in doubt, in milliseconds."""
    return [
        (segment.span.name, segment.start_ns / MS, segment.end_ns / MS)
        for segment in explain(trace).path
        if not segment.certain
    ]


def test_child_that_ran_on_beside_what_came_next_gives_its_time_to_the_parent() -> None:
    """A faster peel ends nothing earlier: boil began while it still ran."""
    steps = [internal("a wash", 10, 30), internal("a peel", 20, 45), internal("a boil", 40, 65)]
    assert path_of(trace_of(internal("a cook", 0, 80, *steps))) == [
        ("cook", "own", 0, 10),
        ("wash", "own", 10, 30),
        ("cook", "own", 30, 40),
        ("boil", "own", 40, 65),
        ("cook", "own", 65, 80),
    ]


def test_children_one_after_another_are_certain() -> None:
    trace = trace_of(server("a R", 0, 100, internal("a x", 10, 40), internal("a y", 50, 90)))
    assert doubtful_of(trace) == []


def test_child_that_ran_beside_another_is_certain_where_its_parent_went_on_at_once() -> None:
    beside = (internal("a x", 10, 60), internal("a y", 10.05, 89.95))
    assert doubtful_of(trace_of(server("a R", 0, 90, *beside))) == []


def test_child_that_ran_beside_another_is_in_doubt_where_its_parent_worked_on() -> None:
    beside = (internal("a x", 0, 60), internal("a y", 10, 89))
    assert doubtful_of(trace_of(server("a R", 0, 100, *beside))) == [("R", 0, 10), ("y", 10, 89)]


def test_slot_that_two_may_have_left_is_in_doubt() -> None:
    pool = (internal("a x", 0, 50), internal("a y", 0, 49.95), internal("a z", 50.01, 90))
    assert doubtful_of(trace_of(server("a R", 0, 90.02, *pool))) == [("x", 0, 50)]


def test_time_of_a_parent_is_in_doubt_where_a_child_ran_all_along() -> None:
    fetch = internal("a fetch", 0, 1000, query("a SELECT", 100, 990))
    trace = trace_of(server("a R", 0, 1100, fetch, internal("a render", 900, 1100)))
    assert path_of(trace) == [("R", "own", 0, 900), ("render", "own", 900, 1100)]
    assert doubtful_of(trace) == [("R", 0, 900)]


def test_wait_for_a_lock_is_the_holders_time_until_it_lets_go() -> None:
    """A row that is locked is let go by the commit of the other branch."""
    holder = internal("a x", 0, 50, query("a UPDATE", 1, 5), query("a COMMIT", 40, 49))
    waiter = internal("a y", 3, 90, query("a UPDATE", 4, 49.05), query("a COMMIT", 80, 89))
    trace = trace_of(server("a R", 0, 90.02, holder, waiter))
    assert path_of(trace) == [
        ("x", "own", 0, 1),
        ("UPDATE", "wait", 1, 5),
        ("x", "own", 5, 40),
        ("COMMIT", "wait", 40, 49),
        ("UPDATE", "wait", 49, 49.05),
        ("y", "own", 49.05, 80),
        ("COMMIT", "wait", 80, 89),
        ("y", "own", 89, 90),
        ("R", "own", 90, 90.02),
    ]
    assert doubtful_of(trace) == []


def test_lock_may_be_held_by_something_that_nothing_waits_for() -> None:
    holder = internal("a x", 0, 300, query("a UPDATE", 1, 5), query("a COMMIT", 40, 49))
    waiter = internal("a y", 3, 90, query("a UPDATE", 4, 49.05), query("a COMMIT", 80, 89))
    trace = trace_of(server("a R", 0, 90.02, holder, waiter))
    assert path_of(trace)[2:5] == [
        ("x", "own", 5, 40),
        ("COMMIT", "wait", 40, 49),
        ("UPDATE", "wait", 49, 49.05),
    ]


def test_wait_that_ends_with_something_else_than_a_lock_is_in_doubt() -> None:
    """Nobody asked before in these words, or so many calls ended that chance explains it."""
    other = internal("a x", 0, 50, query("a SELECT", 1, 5), query("a COMMIT", 40, 49))
    many = [query("a SELECT", at, at + 0.5) for at in range(7, 39)]
    holder = internal("a x", 0, 50, query("a UPDATE", 1, 5), *many, query("a COMMIT", 40, 49))
    waiter = internal("a y", 3, 90, query("a UPDATE", 4, 49.05), query("a COMMIT", 80, 89))
    for beside in (other, holder):
        trace = trace_of(server("a R", 0, 90.02, beside, waiter))
        assert doubtful_of(trace) == [("R", 0, 3), ("y", 3, 4), ("UPDATE", 4, 49)]


def test_wait_of_one_that_lets_nothing_go_is_in_doubt() -> None:
    holder = internal("a x", 0, 50, query("a UPDATE", 1, 5), query("a COMMIT", 40, 49))
    waiter = internal("a y", 3, 90, query("a UPDATE", 4, 49.05), query("a SELECT", 80, 89))
    trace = trace_of(server("a R", 0, 90.02, holder, waiter))
    assert doubtful_of(trace) == [("R", 0, 3), ("y", 3, 4), ("UPDATE", 4, 49)]


def test_child_beside_which_its_parent_worked_is_in_doubt_even_if_it_ended_at_once_before() -> None:
    """Between w and y the parent was at work, and did not wait for x."""
    steps = (internal("a x", 10, 90), internal("a w", 10.01, 30), internal("a y", 40, 80))
    trace = trace_of(server("a R", 0, 100, *steps, internal("a z", 90.05, 100)))
    assert doubtful_of(trace) == [("x", 10, 90)]


def test_wait_for_a_database_does_not_end_with_a_call_of_another_one() -> None:
    other = internal("a x", 3, 50, client("a GET", 40, 49, attributes={"server.address": "b"}))
    waiter = internal("a y", 3, 90, query("a UPDATE", 4, 49.05), query("a COMMIT", 80, 89))
    assert doubtful_of(trace_of(server("a R", 2.95, 90.02, other, waiter))) == []


def test_stream_is_the_servers_until_its_end() -> None:
    stream = client("a GET", 10, 30, server("b S", 12, 895))
    trace = trace_of(server("a R", 0, 900, stream))
    assert path_of(trace) == [
        ("R", "own", 0, 10),
        ("GET", "transit", 10, 12),
        ("S", "own", 12, 30),
        ("S", "own", 30, 895),
        ("R", "own", 895, 900),
    ]
    assert doubtful_of(trace) == [("S", 30, 895)]


def test_reply_that_came_over_a_queue_is_in_doubt() -> None:
    sent = producer("a send", 10, 12, consumer("b do", 20, 80, producer("b answer", 78, 79)))
    trace = trace_of(server("a R", 0, 100, sent, internal("a x", 85, 100)))
    assert doubtful_of(trace) == [("R", 12, 85)]


def test_reply_that_was_received_is_the_consumers_time() -> None:
    """From send to receive, the message's way and its consumer are what was waited for."""
    queue = {"attributes": {"messaging.destination.name": "replies"}}
    answer = producer("b answer", 78, 79, **queue)
    sent = producer("a send", 10, 12, consumer("b do", 20, 84, query("b SELECT", 30, 70), answer))
    received = consumer("a receive", 15, 80, **queue)
    trace = trace_of(server("a R", 0, 100, sent, received, internal("a x", 85, 100)))
    assert path_of(trace) == [
        ("R", "own", 0, 10),
        ("send", "own", 10, 12),
        ("R", "own", 12, 20),
        ("do", "own", 20, 30),
        ("SELECT", "wait", 30, 70),
        ("do", "own", 70, 78),
        ("answer", "own", 78, 79),
        ("receive", "own", 79, 80),
        ("R", "own", 80, 85),
        ("x", "own", 85, 100),
    ]
    assert doubtful_of(trace) == []


def test_call_that_its_caller_did_not_wait_out_is_in_doubt() -> None:
    running_on = server("b S", 60, 5000)
    trace = trace_of(server("a R", 0, 2100, client("a GET", 50, 2050, running_on, error=True)))
    assert doubtful_of(trace) == [("GET", 50, 60), ("S", 60, 2050)]


def test_of_two_that_end_together_the_one_that_did_well_was_waited_for() -> None:
    lost = client("a try", 5, 290, error=True, status_message="cancelled: other won")
    won = client("a try", 100, 290)
    explanation = explain(trace_of(server("a R", 0, 300, lost, won)))
    assert [s.span.error for s in explanation.path if s.span.name == "try"] == [False]
    assert explanation.blame is None


def test_detached_child_is_off_the_path_and_reported() -> None:
    trace = trace_of(server("a R", 0, 100, internal("a later", 20, 5000), internal("a x", 30, 90)))
    explanation = explain(trace)
    assert path_of(trace) == [("R", "own", 0, 30), ("x", "own", 30, 90), ("R", "own", 90, 100)]
    assert [problem.sentence for problem in explanation.problems] == [
        "a later went on for 4.90 s after its parent a R had ended; nothing waited for it."
    ]


def test_child_that_ends_a_little_late_was_waited_for() -> None:
    trace = trace_of(server("a R", 0, 100, internal("a x", 10, 104)))
    assert path_of(trace) == [("R", "own", 0, 10), ("x", "own", 10, 100)]


def test_consumer_works_detached_without_being_a_problem() -> None:
    trace = trace_of(server("a R", 0, 100, producer("a send", 90, 95, consumer("b do", 200, 900))))
    explanation = explain(trace)
    assert path_of(trace) == [("R", "own", 0, 90), ("send", "own", 90, 95), ("R", "own", 95, 100)]
    assert rules_of(explanation) == []


def test_caller_that_gave_up_is_charged_only_its_own_window() -> None:
    running_on = server("b S", 60, 5000, internal("b w", 70, 4990))
    trace = trace_of(server("a R", 0, 2100, client("a GET", 50, 2050, running_on, error=True)))
    explanation = explain(trace)
    assert path_of(trace) == [
        ("R", "own", 0, 50),
        ("GET", "transit", 50, 60),
        ("S", "own", 60, 70),
        ("w", "own", 70, 2050),
        ("R", "own", 2050, 2100),
    ]
    assert [problem.sentence for problem in explanation.problems] == [
        "b S ran on for 2.95 s after its caller a GET had ended; that time is not counted."
    ]


def test_server_that_began_after_its_caller_gave_up_is_off_the_path() -> None:
    trace = trace_of(
        server("a R", 0, 2100, client("a GET", 50, 2050, server("b S", 3000, 3010), error=True))
    )
    assert path_of(trace) == [
        ("R", "own", 0, 50),
        ("GET", "transit", 50, 2050),
        ("R", "own", 2050, 2100),
    ]


def test_clock_that_is_ahead_is_shifted_into_the_call_and_reported() -> None:
    trace = trace_of(
        server(
            "a R",
            0,
            100,
            client("a GET", 10, 90, server("b S", 3020, 3080, internal("b w", 3030, 3070))),
        )
    )
    explanation = explain(trace)
    assert path_of(trace) == [
        ("R", "own", 0, 10),
        ("GET", "transit", 10, 20),
        ("S", "own", 20, 30),
        ("w", "own", 30, 70),
        ("S", "own", 70, 80),
        ("GET", "transit", 80, 90),
        ("R", "own", 90, 100),
    ]
    assert [row.shift_ns / MS for row in explanation.rows] == [0, 0, -3000, -3000]
    assert [problem.sentence for problem in explanation.problems] == [
        "The clock of b is about 3.00 s ahead of that of a; b S is shifted to fit its caller."
    ]
    assert explanation.problems[0].hop == "a->b"


def test_clock_behind_shifts_only_the_service_that_is_wrong() -> None:
    deepest = client("b PUT", -2970, -2930, server("c T", 31, 33))
    trace = trace_of(
        server("a R", 0, 100, client("a GET", 10, 90, server("b S", -2980, -2920, deepest)))
    )
    explanation = explain(trace)
    assert [row.shift_ns / MS for row in explanation.rows] == [0, 0, 3000, 3000, 0]
    assert rules_of(explanation) == ["clock-skew"]


def test_clock_that_differs_in_many_calls_is_reported_once() -> None:
    calls = [client("a GET", i, i + 9, server("b S", i + 3001, i + 3008)) for i in (0, 10, 20)]
    explanation = explain(trace_of(server("a R", 0, 100, *calls)))
    assert [problem.sentence for problem in explanation.problems] == [
        "The clock of b is about 3.00 s ahead of that of a; "
        "b S and 2 more are shifted to fit their callers."
    ]


def test_child_that_begins_before_its_parent_is_reported() -> None:
    message = producer("a send", 50, 60, consumer("b do", -2950, -2900))
    explanation = explain(trace_of(server("a R", 0, 100, message, internal("a x", -0.9, 20))))
    assert [problem.sentence for problem in explanation.problems] == [
        "b do begins 3.00 s before its parent a send: one of the two times is wrong. "
        "What lies before the parent is not counted."
    ]
    assert rules_of(explanation) == ["early-start"]


def test_server_that_finishes_up_after_its_answer_is_not_skewed() -> None:
    trace = trace_of(server("a R", 0, 100, client("a GET", 10, 90, server("b S", 15, 96))))
    explanation = explain(trace)
    assert rules_of(explanation) == []
    assert path_of(trace) == [
        ("R", "own", 0, 10),
        ("GET", "transit", 10, 15),
        ("S", "own", 15, 90),
        ("R", "own", 90, 96),
        ("R", "own", 96, 100),
    ]
    assert doubtful_of(trace) == [("R", 90, 96)]


def test_child_before_its_parent_is_clipped() -> None:
    trace = trace_of(server("a R", 0, 100, internal("a early", -50, 40)))
    assert path_of(trace) == [("early", "own", 0, 40), ("R", "own", 40, 100)]


def test_zero_length_spans_take_nothing() -> None:
    trace = trace_of(server("a R", 0, 100, internal("a x", 50, 50), internal("a y", 100, 100)))
    assert path_of(trace) == [("R", "own", 0, 100)]


def test_root_of_no_length_has_no_path() -> None:
    explanation = explain(trace_of(server("a R", 0, 0, internal("a x", 0, 0))))
    assert explanation.path == ()
    assert explanation.answer == "0 ms; there is no healthy trace to compare with."


def test_longest_of_several_roots_is_explained_and_the_others_reported() -> None:
    trace = trace_of(server("a R", 0, 100), server("b S", 10, 500))
    explanation = explain(trace)
    assert (explanation.root.name, explanation.complete) == ("S", True)
    assert [problem.sentence for problem in explanation.problems] == [
        "a R is a root beside b S; its 100 ms are not counted."
    ]


def test_links_make_no_parents() -> None:
    trace = trace_of(server("a R", 0, 100), consumer("b do", 200, 300))
    root, linked = trace.spans
    linked = replace(linked, links=(Link(root.trace_id, root.span_id),))
    explanation = explain(Trace(trace.trace_id, (root, linked)))
    assert [(row.span.name, row.depth) for row in explanation.rows] == [("R", 0), ("do", 0)]


def test_span_delivered_twice_counts_once_without_being_a_problem() -> None:
    trace = trace_of(server("a R", 0, 100, internal("a x", 10, 90)))
    twice = Trace(trace.trace_id, trace.spans * 2)
    assert explanation_document(explain(twice)) == explanation_document(explain(trace))


def test_different_spans_of_one_id_are_both_kept_and_reported() -> None:
    trace = trace_of(server("a R", 0, 100, internal("a x", 10, 40)))
    other = replace(trace.spans[1], name="y", start_ns=trace.spans[1].end_ns)
    explanation = explain(Trace(trace.trace_id, (*trace.spans, other)))
    assert len(explanation.rows) == 3
    assert [problem.sentence for problem in explanation.problems] == [
        "a y has the id 0000000000000002 of another, different span."
    ]


def test_cycle_is_cut_at_its_earliest_span_and_hides_no_root() -> None:
    trace = trace_of(server("a R", 0, 100), internal("a x", 10, 90), internal("a y", 20, 80))
    root, x, y = trace.spans
    looped = Trace(
        trace.trace_id,
        (root, replace(x, parent_id=y.span_id), replace(y, parent_id=x.span_id)),
    )
    explanation = explain(looped)
    assert (explanation.root.name, explanation.complete) == ("R", False)
    assert [problem.sentence for problem in explanation.problems] == [
        "a x is its own ancestor; its parent is left out."
    ]
    assert [(row.span.name, row.depth) for row in explanation.rows] == [
        ("R", 0),
        ("x", 0),
        ("y", 1),
    ]


def test_span_that_is_its_own_parent_is_a_cycle() -> None:
    (span,) = trace_of(server("a R", 0, 100)).spans
    own_parent = Trace(span.trace_id, (replace(span, parent_id=span.span_id),))
    explanation = explain(own_parent)
    assert (explanation.complete, rules_of(explanation)) == (False, ["cycle"])


def test_missing_parent_makes_a_fragment_never_a_child() -> None:
    trace = trace_of(
        server("a R", 0, 100, client("a GET", 10, 90, server("b S", 20, 80))), without="a GET"
    )
    explanation = explain(trace)
    assert not explanation.complete
    assert [(row.span.name, row.depth, row.apart) for row in explanation.rows] == [
        ("R", 0, False),
        ("S", 0, True),
    ]
    assert path_of(trace) == [("R", "own", 0, 100)]
    assert rules_of(explanation) == ["missing-parent"]


def test_call_with_own_spans_but_no_server_is_wait() -> None:
    trace = trace_of(server("a R", 0, 100, client("a GET", 10, 90, internal("a connect", 10, 30))))
    assert path_of(trace)[1:3] == [("connect", "own", 10, 30), ("GET", "wait", 30, 90)]
