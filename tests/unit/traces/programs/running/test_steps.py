"""Each kind of step leaves the trace, and gains by being faster, what a person works out by hand.

Spans are (name, parent's name, kind, start, end) in milliseconds, gains are in milliseconds for one
millisecond.
"""

import pytest

from tests.unit.traces.programs.experiment import Deadlock, Program, run
from tests.unit.traces.programs.running.branches import Branch, Forget, Fork, Item, Pool
from tests.unit.traces.programs.running.locks import Locked
from tests.unit.traces.programs.running.messages import Reply, Send
from tests.unit.traces.programs.running.recording import BASE_NS
from tests.unit.traces.programs.running.steps import Call, Internal, Network, Query, Step, Work
from tests.unit.traces.programs.running.streams import Chunk, Stream
from tests.unit.traces.programs.running.timeouts import Abandoned

MS = 1_000_000


def work(name: str, ms: int) -> Work:
    return Work(name, ms * MS)


def network(name: str, ms: int) -> Network:
    return Network(name, ms * MS)


def query(name: str, ms: int, error: bool = False) -> Query:
    return Query(name, name, ms * MS, error=error)


def branch(*steps: Step) -> Branch:
    return Branch(steps)


def spans_of(*steps: Step) -> list[tuple[str, str, str, float, float]]:
    spans = run(Program(steps)).trace.spans
    names = {span.span_id: span.name for span in spans}
    return [
        (
            span.name,
            names.get(span.parent_id or "", ""),
            span.kind,
            (span.start_ns - BASE_NS) / MS,
            (span.end_ns - BASE_NS) / MS,
        )
        for span in spans
    ]


def gains_of(*steps: Step) -> dict[str, float]:
    first = run(Program(steps))
    return {
        name: (first.root_end_ns - run(Program(steps), {name: MS}).root_end_ns) / MS
        for name in sorted(piece.piece_id for piece in first.pieces)
    }


def test_steps_in_sequence_all_count() -> None:
    call = Call("inventory", "/stock", network("out", 2), [work("s", 8)], network("back", 3))
    steps: list[Step] = [work("a", 10), query("q", 20), work("b", 5), call]
    assert spans_of(*steps) == [
        ("GET /", "", "server", 0, 48),
        ("q", "GET /", "client", 10, 30),
        ("GET", "GET /", "client", 35, 48),
        ("GET /stock", "GET", "server", 37, 45),
    ]
    assert gains_of(*steps) == {"a": 1, "b": 1, "back": 1, "out": 1, "q": 1, "s": 1}


def test_fork_waits_for_its_slowest_branch() -> None:
    fork = Fork([branch(query("a", 10)), branch(query("b", 30))], [query("m", 20)])
    steps: list[Step] = [Internal("gather", [fork]), work("w", 5)]
    assert spans_of(*steps) == [
        ("GET /", "", "server", 0, 35),
        ("gather", "GET /", "internal", 0, 30),
        ("m", "gather", "client", 0, 20),
        ("a", "gather", "client", 0, 10),
        ("b", "gather", "client", 0, 30),
    ]
    assert gains_of(*steps) == {"a": 0, "b": 1, "m": 0, "w": 1}


def test_chain_in_a_gather_leaves_siblings() -> None:
    chain = branch(query("b", 10), work("w", 5), query("c", 20))
    steps: list[Step] = [Fork([branch(query("a", 25)), chain])]
    assert spans_of(*steps) == [
        ("GET /", "", "server", 0, 35),
        ("a", "GET /", "client", 0, 25),
        ("b", "GET /", "client", 0, 10),
        ("c", "GET /", "client", 15, 35),
    ]
    assert gains_of(*steps) == {"a": 0, "b": 1, "c": 1, "w": 1}


def test_forgotten_span_outlives_its_parent_and_costs_nothing() -> None:
    job = Internal("job", [work("j", 50)])
    steps: list[Step] = [Forget(branch(job)), query("q", 20), work("w", 10)]
    assert spans_of(*steps) == [
        ("GET /", "", "server", 0, 30),
        ("job", "GET /", "internal", 0, 50),
        ("q", "GET /", "client", 0, 20),
    ]
    assert gains_of(*steps) == {"j": 0, "q": 1, "w": 1}


def test_item_of_a_pool_begins_when_a_slot_is_free() -> None:
    items = [Item([query(name, ms)]) for name, ms in (("a", 10), ("b", 30), ("c", 25), ("d", 10))]
    assert spans_of(Pool(2, items)) == [
        ("GET /", "", "server", 0, 40),
        ("a", "GET /", "client", 0, 10),
        ("b", "GET /", "client", 0, 30),
        ("c", "GET /", "client", 10, 35),
        ("d", "GET /", "client", 30, 40),
    ]
    assert gains_of(Pool(2, items)) == {"a": 0, "b": 1, "c": 0, "d": 1}


def test_pause_between_tries_counts_as_the_tries_do() -> None:
    tries = branch(query("t1", 10, error=True), work("pause", 20), query("t2", 15))
    steps: list[Step] = [Fork([tries, branch(query("other", 30))])]
    assert [span.error for span in run(Program(steps)).trace.spans] == [False, True, False, False]
    assert spans_of(*steps) == [
        ("GET /", "", "server", 0, 45),
        ("t1", "GET /", "client", 0, 10),
        ("other", "GET /", "client", 0, 30),
        ("t2", "GET /", "client", 30, 45),
    ]
    assert gains_of(*steps) == {"other": 0, "pause": 1, "t1": 1, "t2": 1}


def test_request_over_a_queue_waits_for_its_reply_and_not_for_its_consumer() -> None:
    reply = Reply(work("r", 2), 4 * MS, reading="receive")
    send = Send(
        "jobs",
        "worker",
        work("p", 2),
        [work("c", 10)],
        delivery_ns=3 * MS,
        reply=reply,
        afterwards=[work("ack", 20)],
    )
    steps: list[Step] = [work("a", 5), send, work("b", 5)]
    assert spans_of(*steps) == [
        ("GET /", "", "server", 0, 31),
        ("send jobs", "GET /", "producer", 5, 7),
        ("receive", "GET /", "consumer", 7, 26),
        ("process jobs", "send jobs", "consumer", 10, 42),
        ("send jobs.reply", "process jobs", "producer", 20, 22),
    ]
    assert gains_of(*steps) == {"a": 1, "ack": 0, "b": 1, "c": 1, "p": 1, "r": 1}


def test_message_waits_for_the_worker_to_be_free() -> None:
    first = Send("jobs", "worker", work("p1", 3), [work("c1", 20)])
    second = Send("jobs", "worker", work("p2", 3), [work("c2", 5)], reply=Reply(work("r", 1)))
    assert spans_of(first, second) == [
        ("GET /", "", "server", 0, 29),
        ("send jobs", "GET /", "producer", 0, 3),
        ("send jobs", "GET /", "producer", 3, 6),
        ("process jobs", "send jobs", "consumer", 3, 23),
        ("process jobs", "send jobs", "consumer", 23, 29),
        ("send jobs.reply", "process jobs", "producer", 28, 29),
    ]
    assert gains_of(first, second) == {"c1": 1, "c2": 1, "p1": 1, "p2": 0, "r": 1}


def stream(made_ms: int, read_ms: int, window: int) -> Stream:
    chunks = [
        Chunk([work(f"made {each}", made_ms)], [work(f"read {each}", read_ms)]) for each in (1, 2)
    ]
    out, back = network("out", 2), network("back", 3)
    return Stream("reports", "/rows", out, [work("head", 5)], back, chunks, window)


def test_client_of_a_stream_ends_with_the_headers() -> None:
    steps: list[Step] = [stream(made_ms=10, read_ms=2, window=2)]
    assert spans_of(*steps) == [
        ("GET /", "", "server", 0, 29),
        ("GET", "GET /", "client", 0, 10),
        ("GET /rows", "GET", "server", 2, 27),
    ]
    assert gains_of(*steps) == {
        "back": 0,
        "head": 1,
        "made 1": 1,
        "made 2": 1,
        "out": 1,
        "read 1": 0,
        "read 2": 1,
    }


def test_server_of_a_stream_waits_for_a_slow_reader() -> None:
    steps: list[Step] = [stream(made_ms=5, read_ms=20, window=1)]
    assert spans_of(*steps) == [
        ("GET /", "", "server", 0, 57),
        ("GET", "GET /", "client", 0, 10),
        ("GET /rows", "GET", "server", 2, 37),
    ]
    assert gains_of(*steps) == {
        "back": 0,
        "head": 1,
        "made 1": 1,
        "made 2": 1,
        "out": 1,
        "read 1": 1,
        "read 2": 1,
    }


def locked(name: str, ms: int) -> Locked:
    ask, release = f"{name} UPDATE", f"{name} COMMIT"
    body = [work(f"{name} body", ms)]
    return Locked("row", "mysql", (ask, ask, 2 * MS), body, (release, release, 5 * MS))


def test_wait_for_a_lock_lies_in_the_span_that_asks() -> None:
    steps: list[Step] = [Fork([branch(locked("a", 20)), branch(work("late", 4), locked("b", 3))])]
    assert spans_of(*steps) == [
        ("GET /", "", "server", 0, 35),
        ("a UPDATE", "GET /", "client", 0, 2),
        ("b UPDATE", "GET /", "client", 4, 27),
        ("a COMMIT", "GET /", "client", 22, 27),
        ("b COMMIT", "GET /", "client", 30, 35),
    ]
    assert gains_of(*steps) == {
        "a COMMIT": 1,
        "a UPDATE": 1,
        "a body": 1,
        "b COMMIT": 1,
        "b UPDATE": 0,
        "b body": 1,
        "late": 0,
    }


def test_server_of_a_call_that_was_given_up_works_on() -> None:
    call = Abandoned("inventory", "/stock", network("out", 2), [work("s", 30)], 20 * MS)
    steps: list[Step] = [call, work("pause", 5)]
    assert spans_of(*steps) == [
        ("GET /", "", "server", 0, 25),
        ("GET", "GET /", "client", 0, 20),
        ("GET /stock", "GET", "server", 2, 32),
    ]
    assert gains_of(*steps) == {"out": 0, "pause": 1, "s": 0}


def test_program_that_waits_for_itself_is_an_error() -> None:
    outer = Locked("row", "mysql", ("UPDATE", "u", MS), [locked("a", 1)], ("COMMIT", "c", MS))
    with pytest.raises(Deadlock, match="The program of seed 7 waits for ever"):
        run(Program([outer], seed=7))


def test_trace_cannot_tell_who_waits_from_who_works_on() -> None:
    """The same spans, times and kinds; yet a faster query is a faster answer in one of them."""
    waits: list[Step] = [query("q", 20), work("w", 10)]
    works_on: list[Step] = [Forget(branch(query("q", 20))), work("w", 30)]
    assert run(Program(waits)).trace == run(Program(works_on)).trace
    assert gains_of(*waits) == {"q": 1, "w": 1}
    assert gains_of(*works_on) == {"q": 0, "w": 1}
