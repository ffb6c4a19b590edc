"""What a trace says of jobs in queues, of calls that were left out, and of whom a call was to."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from tests.unit.traces.drawn.sketch import (
    MS,
    Node,
    client,
    consumer,
    producer,
    query,
    server,
    trace_of,
)
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.reading.span import Link
from tracing_sandbox.traces.reading.trace import Trace


def say(trace: Trace, healthy: Iterable[Trace] = ()) -> list[str]:
    explanation = explain(trace, healthy)
    return [explanation.answer, *([explanation.blame.sentence] if explanation.blame else [])]


def copy_of(trace: Trace, number: int) -> Trace:
    trace_id = f"{number:032x}"
    return Trace(trace_id, tuple(replace(span, trace_id=trace_id) for span in trace.spans))


def job_behind(wait: float, run: float, status: int = 202, without: str = "") -> Trace:
    job = consumer(
        "worker process",
        30 + wait,
        30 + wait + run,
        query("worker SELECT", 40 + wait, 25 + wait + run),
    )
    sent = producer("web publish", 20, 30, job, attributes={"messaging.system": "rabbitmq"})
    told = {"http.response.status_code": status}
    return trace_of(server("web POST", 0, 45, sent, attributes=told), without=without)


def test_job_that_waited_is_the_answer_and_not_the_request() -> None:
    assert say(job_behind(12_000, 100)) == [
        "The request took 45 ms; its job worker process waited 12.00 s in the queue (rabbitmq) "
        "and ran 100 ms, 85 ms of it waiting for postgresql (worker SELECT).",
        "The wait in the queue (rabbitmq) before worker process took 12.00 s; that is at least "
        "half of the time, and there is no healthy trace to compare with.",
    ]


def test_job_that_ran_long_names_what_it_did() -> None:
    explanation = explain(job_behind(20, 9_000))
    assert explanation.answer.endswith(
        "and ran 9.00 s, 8.98 s of it waiting for postgresql (worker SELECT)."
    )
    assert explanation.blame is not None
    assert (explanation.blame.job, explanation.blame.share) == (True, 0.9961)


def test_job_is_compared_with_those_of_healthy_traces() -> None:
    peers = [copy_of(job_behind(2_000, 100), number) for number in range(1, 8)]
    assert explain(job_behind(2_300, 100), peers).blame is None
    late = explain(job_behind(9_000, 100), peers).blame
    assert late is not None
    assert (late.kind, late.target, late.excess_ns // MS) == ("queue", "rabbitmq", 7_000)


def page(*left_out: str) -> Trace:
    calls = [
        client(f"shop GET {name}", at, at + 9, server(f"{name} S{name}", at + 1, at + 8))
        for at, name in ((1, "a"), (11, "b"), (21, "c"))
        if name not in left_out
    ]
    return trace_of(server("shop /", 0, 40, *calls))


def test_call_that_every_healthy_trace_makes_is_missed() -> None:
    peers = [copy_of(page(), number) for number in range(1, 7)]
    assert say(page("b"), peers) == [
        "40 ms, of which 22 ms in shop /; shop / ended without b Sb.",
        "shop / ended without b Sb, which 6 healthy traces all have; 2 of 7 usual spans are not "
        "there. Either they were left out, or their spans are lost.",
    ]


def test_call_that_some_healthy_traces_leave_out_is_not_missed() -> None:
    peers = [copy_of(page("b" if number == 3 else ""), number) for number in range(1, 7)]
    assert explain(page("b"), peers).blame is None


def test_address_is_called_by_the_service_that_answers_there() -> None:
    at = {"server.address": "127.0.0.1", "server.port": 8001}

    def ask(*answer: Node, **fields: Any) -> Trace:
        call = client("shop GET", 10, 2_990, *answer, attributes=at, **fields)
        return trace_of(server("shop /", 0, 3_000, call, **fields))

    healthy = copy_of(ask(server("stock S", 20, 2_980)), 1)
    assert say(ask(error=True)) == [
        "Failed in shop GET to 127.0.0.1:8001; took 3.00 s, of which 2.98 s waiting for "
        "127.0.0.1:8001 (shop GET).",
        "shop GET to 127.0.0.1:8001 failed, and with it shop /.",
    ]
    assert say(ask(error=True), [healthy]) == [
        "Failed in shop GET to stock; took 3.00 s, of which 2.98 s waiting for stock (shop GET).",
        "shop GET to stock failed, and with it shop /.",
    ]


def test_job_of_a_consumer_that_only_links_to_its_message_is_told_with_the_request() -> None:
    sent = producer("web publish", 20, 30, attributes={"messaging.system": "rabbitmq"})
    asked = server("web POST", 0, 45, sent)
    job = consumer("worker process", 9_030, 12_030, query("worker SELECT", 9_040, 12_000))
    request, work = trace_of(asked), trace_of(asked, job)
    link = Link(work.trace_id, request.spans[1].span_id)
    spans = [replace(s, links=(link,)) if s.kind == "consumer" else s for s in work.spans]
    explanation = explain(Trace(work.trace_id, tuple(spans)))
    assert explanation.answer.startswith("The request took 45 ms; its job worker process waited")
    assert explanation.problems == ()


def test_failure_of_a_job_is_told_beside_its_wait() -> None:
    failed = query("worker SELECT", 9_040, 9_050, error=True, status_message="deadlock")
    job = consumer("worker process", 9_030, 9_100, failed, error=True, status_message="deadlock")
    sent = producer("web publish", 20, 30, job, attributes={"messaging.system": "rabbitmq"})
    blame = explain(trace_of(server("web POST", 0, 45, sent))).blame
    assert blame is not None
    assert blame.kind == "queue"
    assert blame.sentence.endswith("Besides, worker SELECT failed (deadlock).")


def test_span_that_has_not_ended_hides_what_it_may_have_done() -> None:
    begun = query("shop SELECT", 100, 100, unfinished=True)
    explanation = explain(trace_of(server("shop /", 0, 1_000, begun)))
    assert explanation.blame is None
    assert explanation.answer == (
        "Cannot tell where 1.00 s of 1.00 s went: shop SELECT has not ended."
    )


def test_doubt_is_said_in_answer_sentence_and_list() -> None:
    beside = (client("shop GET", 10, 900), client("shop PUT", 10, 300))
    explanation = explain(trace_of(server("shop /", 0, 1_000, *beside)))
    assert explanation.blame is not None
    assert explanation.blame.certain is False
    assert "if shop / waited for it, which cannot be told" in explanation.answer
    assert explanation.blame.sentence.endswith("Whether shop / waited for it cannot be told.")
    assert explanation.short_answer.endswith(", perhaps")


def test_form_that_is_shown_again_says_that_its_order_was_refused() -> None:
    """What comes after the refusal is not missed: it was left out for that."""

    def order(refused: int, *steps: Node) -> Trace:
        told = {"http.response.status_code": refused}
        answer = server("stock S", 2, 28, *steps, attributes=told)
        call = client("shop POST", 1, 29, answer, attributes=told)
        return trace_of(
            server("shop /", 0, 40, call, attributes={"http.response.status_code": 303})
        )

    quote = client("stock GET", 5, 20, server("prices S", 6, 19))
    peers = [copy_of(order(201, quote), number) for number in range(1, 9)]
    explanation = explain(order(409), peers)
    assert explanation.blame is None
    assert explanation.answer.startswith("Refused with 409 by stock S. 40 ms, of which")
    assert explanation.short_answer.startswith("refused with 409 by stock S: ")
    refused = [copy_of(order(409), number) for number in range(1, 9)]
    assert explain(order(409), refused).answer.endswith("nothing out of line.")
