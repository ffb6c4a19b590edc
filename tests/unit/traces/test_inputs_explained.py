"""What small traces of other systems say, and thirty variants of each kind of them."""

import random
from pathlib import Path

import pytest

from tests.unit.traces.drawn.sketch import (
    MS,
    Node,
    client,
    consumer,
    internal,
    producer,
    query,
    server,
    trace_of,
)
from tracing_sandbox.traces.explaining.explanation import Explanation, explain
from tracing_sandbox.traces.reading.trace_file import read_trace_file

INPUTS = Path(__file__).parent / "inputs"
VARIANTS = range(30)


def explained(name: str) -> Explanation:
    (trace,) = read_trace_file(INPUTS / name).traces
    return explain(trace)


def test_queue_says_what_became_of_the_job() -> None:
    assert explained("queue.json").answer == (
        "The request took 45 ms; its job worker process exports waited 12.00 s in the queue "
        "(redis) and ran 8.00 s, 6.90 s of it waiting for postgresql (worker SELECT invoice)."
    )


def test_stream_is_its_servers_and_not_its_readers() -> None:
    explanation = explained("streamed.json")
    assert explanation.answer.startswith(
        "9.82 s of 10.00 s (98 %) waiting for postgresql (reports FETCH cursor), if"
    )
    assert [problem.rule for problem in explanation.problems] == ["stream"]


def test_loop_is_told_as_one() -> None:
    assert explained("three-calls-a-row.json").answer == (
        "300 ms of 330 ms (91 %) in the same 3 calls 20 times (SELECT reader, SELECT book and "
        "GET), one after another; everything else took 30 ms."
    )


def test_gather_says_what_it_cannot_tell() -> None:
    explanation = explained("gather.json")
    assert explanation.answer == (
        "1.20 s of 2.00 s (60 %) waiting for trains (planner GET /trains), if planner GET "
        "/outfits waited for it, which cannot be told; everything else took 0.80 s."
    )
    assert explanation.blame is not None
    assert explanation.blame.certain is False


def test_time_beside_a_child_that_ran_on_is_the_parents() -> None:
    path = [
        (each.span.name, each.start_ns // MS) for each in explained("beside-the-path.json").path
    ]
    assert path == [("cook", 0), ("wash", 10), ("cook", 30), ("boil", 40), ("cook", 65)]


@pytest.mark.parametrize("seed", VARIANTS)
def test_any_job_that_waited_or_ran_long_is_named(seed: int) -> None:
    rng = random.Random(seed)
    answer_ms, wait_ms = rng.uniform(5, 200), rng.uniform(1_000, 60_000)
    run_ms = wait_ms * rng.choice([0.1, 0.3, 4, 20])
    begin = answer_ms / 2 + wait_ms
    work: Node = query("worker SELECT", begin + 1, begin + run_ms - 1)
    job = consumer("worker do", begin, begin + run_ms, work)
    sent = producer("web send", answer_ms / 3, answer_ms / 2, job)
    blame = explain(trace_of(server("web POST", 0, answer_ms, sent))).blame
    assert blame is not None
    assert blame.job
    assert blame.kind == ("queue" if wait_ms > run_ms else "wait")


@pytest.mark.parametrize("seed", VARIANTS)
def test_no_streams_reader_is_certainly_to_blame(seed: int) -> None:
    rng = random.Random(seed)
    headers, end = rng.uniform(5, 900), rng.uniform(2_000, 20_000)
    back = server(
        "reports S", rng.uniform(0.5, 4), end, query("reports FETCH", 5, end - rng.uniform(1, 50))
    )
    call = client("gateway GET", 0.2, headers, back)
    blame = explain(trace_of(server("gateway R", 0, end + rng.uniform(0.05, 80), call))).blame
    assert blame is None or blame.service == "reports" or not blame.certain


@pytest.mark.parametrize("seed", VARIANTS)
def test_any_body_of_a_loop_is_one_repetition(seed: int) -> None:
    rng = random.Random(seed)
    body = [f"shop SELECT {name}" for name in "abcd"[: rng.randint(2, 4)]]
    calls, at = [], 1.0
    for _ in range(count := rng.randint(12, 60)):
        for name in body:
            took = rng.uniform(2, 8)
            calls.append(query(name, at, at + took))
            at += took + rng.uniform(0.05, 0.4)
    blame = explain(trace_of(server("shop GET", 0, at + 1, *calls))).blame
    assert blame is not None
    assert f"the same {len(body)} calls {count} times" in blame.sentence


@pytest.mark.parametrize("seed", VARIANTS)
def test_who_was_waited_for_in_a_gather_is_never_certain(seed: int) -> None:
    """The last call may have followed any of the first ones, or the gap was the planner's own."""
    rng = random.Random(seed)
    slow, fast = rng.uniform(600, 3_000), rng.uniform(50, 500)
    after = slow + rng.uniform(0.5, 8)
    end = after + rng.uniform(20, 400)
    calls = [
        client("planner GET slow", 1, slow),
        client("planner GET fast", 1, fast),
        client("planner GET last", after, end),
    ]
    blame = explain(trace_of(internal("planner plan", 0, end + 2, *calls))).blame
    assert blame is not None
    assert (blame.operation, blame.certain) == ("GET slow", False)


@pytest.mark.parametrize("seed", VARIANTS)
def test_child_that_ran_on_is_never_charged(seed: int) -> None:
    rng = random.Random(seed)
    last = rng.uniform(30, 60)
    running = internal("a running", rng.uniform(5, last - 5), last + rng.uniform(5, 20))
    steps = [internal("a first", 0, 4), running, internal("a last", last, last + 40)]
    path = explain(trace_of(internal("a R", 0, last + 50, *steps))).path
    assert "running" not in {each.span.name for each in path}


@pytest.mark.parametrize(
    ("rounds", "told"),
    [
        (["aab"] * 30, "the same 2 calls 30 times (60 SELECT a and 30 SELECT b)"),
        (["ab", "ab", "a"] * 10, "the same 2 calls 30 times (30 SELECT a and 20 SELECT b)"),
        (["abc"] * 12, "the same 3 calls 12 times (SELECT a, SELECT b and SELECT c)"),
    ],
)
def test_loop_may_leave_out_a_call_or_make_it_twice(rounds: list[str], told: str) -> None:
    names = "".join(rounds)
    calls = [query(f"shop SELECT {name}", at * 5, at * 5 + 4) for at, name in enumerate(names)]
    blame = explain(trace_of(server("shop GET", 0, len(names) * 5 + 1, *calls))).blame
    assert blame is not None
    assert told in blame.sentence


def test_one_run_after_another_is_no_loop() -> None:
    names = "a" * 20 + "b" * 20
    calls = [query(f"shop SELECT {name}", at * 5, at * 5 + 4) for at, name in enumerate(names)]
    blame = explain(trace_of(server("shop GET", 0, 201, *calls))).blame
    assert blame is not None
    assert "made 20 queries SELECT a one after another" in blame.sentence
