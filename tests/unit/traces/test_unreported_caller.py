"""Traces whose caller sent `traceparent` and reported no span of its own."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings

from tests.unit.traces.drawn.generated import any_traces, nested_traces
from tests.unit.traces.drawn.sketch import Node, client, internal, query, server, trace_of
from tracing_sandbox.traces.explaining.explanation import Explanation, explain
from tracing_sandbox.traces.judging.healthy import History
from tracing_sandbox.traces.measuring.analysis import analyse
from tracing_sandbox.traces.measuring.row import why_apart
from tracing_sandbox.traces.reading.span import Link
from tracing_sandbox.traces.reading.trace import BadSpan, Trace
from tracing_sandbox.traces.surveying.survey import survey

CALLER = "ca11e4" + "0" * 10


def order(took: float = 100, **fields: object) -> Node:
    """An order as the shop serves it, which asks the stock."""
    call = client(
        "shop GET", 10, took - 10, server("stock S", 20, took - 20, parent_is_remote=True)
    )
    return server("shop POST", 0, took, call, **fields)


def called(*entries: Node, caller: str = CALLER, remote: bool | None = True) -> Trace:
    """The trace of requests that one span called, which is not there."""
    trace = trace_of(*entries)
    spans = (
        replace(span, parent_id=caller, parent_is_remote=remote) if not span.parent_id else span
        for span in trace.spans
    )
    return replace(trace, spans=tuple(spans))


def rules(explanation: Explanation) -> list[str]:
    return [problem.rule for problem in explanation.problems]


def test_entry_of_an_unreported_caller_is_explained_as_a_root_with_a_note() -> None:
    told, plain = explain(called(order())), explain(trace_of(order()))
    assert told.complete
    assert (told.answer, told.short_answer) == (plain.answer, plain.short_answer)
    assert told.slices == plain.slices
    assert [problem.sentence for problem in told.problems] == [
        f"The caller of shop POST, span {CALLER}, has reported nothing: it may send no spans, as "
        "curl, a browser or a balancer does, or they are lost or late. The trace is told from "
        "here on."
    ]
    assert rules(told) == ["unreported-caller"]
    assert [why_apart(row) for row in told.rows] == [""] * 3


@pytest.mark.parametrize("remote", [False, None], ids=["local", "unknown"])
def test_absent_parent_that_is_not_known_to_be_remote_is_missing(remote: bool | None) -> None:
    told = explain(called(order(), remote=remote))
    assert not told.complete
    assert rules(told) == ["no-root"]
    assert told.answer.startswith("Cannot tell how long the whole took")


def test_remote_parent_that_is_absent_beside_a_root_is_missing() -> None:
    """The lost span is of a middle service, or of a client that reports."""
    whole = trace_of(order())
    told = explain(replace(whole, spans=(whole.spans[0], whole.spans[2])))
    assert not told.complete
    assert rules(told) == ["missing-parent"]


def test_two_absent_parents_are_missing() -> None:
    one = called(order())
    other = replace(one.spans[0], span_id="ab" * 8, parent_id="cd" * 8)
    told = explain(replace(one, spans=(*one.spans, other)))
    assert not told.complete
    assert sorted(rules(told)) == ["missing-parent", "no-root"]


def test_one_local_span_under_the_absent_parent_shows_that_its_service_reports() -> None:
    trace = called(order(), internal("shop check", 100, 120))
    spans = (*trace.spans[:-1], replace(trace.spans[-1], parent_is_remote=False))
    assert not explain(replace(trace, spans=spans)).complete


def test_parent_that_could_not_be_read_did_report() -> None:
    bad = BadSpan("f.json", "spans[3]", "ab" * 16, CALLER, "startTime is missing")
    told = explain(replace(called(order()), bad_spans=(bad,)))
    assert not told.complete
    assert "no-root" in rules(told)


def test_several_requests_of_one_caller_are_told_like_several_roots() -> None:
    told = explain(called(order(), server("shop GET", 200, 230), server("shop HEAD", 300, 310)))
    assert told.complete
    assert told.answer == explain(trace_of(order())).answer
    first, *others = (problem.sentence for problem in told.problems)
    assert first.startswith(f"The caller of shop POST and 2 more requests, span {CALLER}, has")
    assert others == [
        "shop GET is another request of the same caller beside shop POST; its 30 ms are not "
        "counted.",
        "shop HEAD is another request of the same caller beside shop POST; its 10 ms are not "
        "counted.",
    ]
    assert rules(told) == ["unreported-caller", "several-roots", "several-roots"]
    heads = [why_apart(row) for row in told.rows if not row.depth]
    assert heads == ["", *["another request of the same caller"] * 2]


def test_entries_with_and_without_a_caller_are_peers_of_each_other() -> None:
    without = [copy_of(trace_of(order(100 + n)), n) for n in range(1, 7)]
    slow = explain(called(order(3_000)), without)
    assert slow.compared_with == 6
    assert slow.blame is not None
    callers = [copy_of(called(order(100 + n)), n) for n in range(1, 7)]
    assert explain(trace_of(order(3_000)), callers).compared_with == 6
    history = History()
    history.add_all(callers)
    assert len(history.peers(analyse(trace_of(order())))) == 6


def copy_of(trace: Trace, number: int) -> Trace:
    trace_id = f"{number:032x}"
    return Trace(trace_id, tuple(replace(span, trace_id=trace_id) for span in trace.spans))


def test_job_that_links_to_its_message_is_no_root_of_the_caller() -> None:
    trace = called(order())
    link = Link(trace.trace_id, trace.spans[1].span_id)
    job = replace(trace.spans[2], span_id="ef" * 8, parent_id=None, kind="consumer", links=(link,))
    told = explain(replace(trace, spans=(*trace.spans, job)))
    assert "unreported-caller" in rules(told)
    assert told.root.name == "POST"


def test_survey_takes_traces_of_unreported_callers_for_whole() -> None:
    found = survey([copy_of(called(order(100 + n)), n) for n in range(1, 9)])
    assert (found.traces, found.incomplete) == (8, 0)


def test_failure_of_an_entry_is_told_as_that_of_a_root() -> None:
    failed = query("shop SELECT", 10, 20, error=True, status_message="deadlock")
    entry = server("shop POST", 0, 100, failed, error=True)
    told, plain = explain(called(entry)), explain(trace_of(entry))
    assert told.answer == plain.answer
    assert told.answer.startswith("Failed in shop SELECT")


@given(any_traces() | nested_traces())
@settings(max_examples=60)
def test_whole_trace_says_the_same_with_and_without_an_unreported_caller(trace: Trace) -> None:
    plain = explain(trace)
    roots = [span for span in trace.spans if span.parent_id is None]
    assume(plain.complete and len(roots) == 1)
    spans = (
        replace(span, parent_id=CALLER, parent_is_remote=True) if span in roots else span
        for span in trace.spans
    )
    told = explain(replace(trace, spans=tuple(spans)))
    assert (told.complete, told.answer, told.slices) == (True, plain.answer, plain.slices)
    assert [s[1:] for s in told.path] == [s[1:] for s in plain.path]
    assert sorted(rules(told)) == sorted(["unreported-caller", *rules(plain)])
