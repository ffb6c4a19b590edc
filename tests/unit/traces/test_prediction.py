"""How long a trace would have taken without what is blamed, and what would be wrong then."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from tests.unit.traces.drawn.order import order
from tests.unit.traces.drawn.sketch import (
    MS,
    Node,
    client,
    internal,
    query,
    server,
    trace_of,
)
from tracing_sandbox.traces.explaining.document import explanation_document
from tracing_sandbox.traces.explaining.explanation import Explanation, explain
from tracing_sandbox.traces.judging.blame import Blame
from tracing_sandbox.traces.reading.trace import Trace

FAILED = {"error": True, "status_message": "ReadTimeout: timed out"}


def several(*roots: Node) -> list[Trace]:
    return [
        replace(trace_of(root), trace_id=f"{number:032x}") for number, root in enumerate(roots, 1)
    ]


def explained(root: Node, healthy: Iterable[Node]) -> Explanation:
    return explain(trace_of(root), several(*healthy))


def predicted_ms(explanation: Explanation) -> float:
    assert explanation.prediction is not None
    return explanation.prediction.duration_ns / MS


def runner_up(explanation: Explanation) -> Blame:
    assert explanation.runner_up is not None
    return explanation.runner_up


def in_sequence(first: float, second: float) -> Node:
    middle, end = 10 + first, 15 + first + second
    return server(
        "shop /", 0, end + 10, internal("shop a", 10, middle), internal("shop b", middle + 5, end)
    )


def side_by_side(slow: float, beside: float) -> Node:
    join = 10 + max(slow, beside)
    return server(
        "shop /",
        0,
        join + 10,
        client("shop GET", 10, 10 + slow, server("prices S", 11, 9 + slow)),
        client("shop PUT", 10, 10 + beside, server("mail S", 11, 9 + beside)),
    )


def test_prediction_is_the_time_less_what_is_beyond_the_usual() -> None:
    found = explained(in_sequence(1000, 30), [in_sequence(20 + n, 30) for n in range(5)])

    assert predicted_ms(found) == 1000 + 30 + 25 - (1000 - 22)
    assert found.prediction
    assert found.prediction.without == "shop a"
    assert found.prediction.sentence == "Without that it would have taken 77 ms."


def test_prediction_of_an_order_is_an_order_as_the_others() -> None:
    found = explained(order(3000), [order(20 + n) for n in range(5)])
    assert predicted_ms(found) == 61 + 22


def test_sibling_that_ran_beside_it_hides_a_part_of_the_gain() -> None:
    healthy = [side_by_side(20, 25 + n) for n in range(5)]
    assert predicted_ms(explained(side_by_side(1000, 400), healthy)) == 420


def test_like_calls_side_by_side_are_shortened_together() -> None:
    def calls(*lasts: float) -> Node:
        each = [client("shop GET", 10, 10 + ms, server("prices S", 11, 9 + ms)) for ms in lasts]
        return server("shop /", 0, max(lasts) + 20, *each)

    healthy = [calls(20, 20, 20 + n) for n in range(5)]
    assert predicted_ms(explained(calls(1000, 990, 980), healthy)) < 60


def test_failure_is_predicted_to_take_as_long_as_healthy_traces_do() -> None:
    healthy = [order(20 + n) for n in range(5)]
    failed = server(
        "frontend POST api/orders", 0, 8030, client("frontend POST", 10, 8020, **FAILED), error=True
    )
    found = explained(failed, healthy)

    assert predicted_ms(found) == 61 + 22
    assert found.prediction
    assert found.prediction.sentence.endswith("as healthy traces do.")
    assert found.runner_up is None


def tries(pause: float, fails: int) -> Node:
    calls, at = [], 10.0
    for _ in range(fails):
        calls.append(
            client(
                "shop GET", at, at + 5, server("prices S", at + 1, at + 4, error=True), error=True
            )
        )
        at += 5 + pause
    calls.append(client("shop GET", at, at + 20, server("prices S", at + 1, at + 19)))
    return server("shop /", 0, at + 30, internal("shop quote", 10, at + 20, *calls))


def test_failed_tries_go_with_the_pauses_between_them() -> None:
    found = explained(tries(500, 3), [tries(0, 0)] * 5)

    assert found.blame
    assert found.blame.kind == "gap"
    assert predicted_ms(found) == 40
    assert found.runner_up is None


def queries(count: int, each: float = 4, own: float = 1) -> Node:
    step = each + own
    made = [query("shop SELECT", 10 + n * step, 10 + n * step + each) for n in range(count)]
    return server(
        "shop /", 0, 20 + count * step, internal("shop list", 10, 10 + count * step, *made)
    )


def test_repetition_goes_round_as_often_as_usual_with_its_callers_work() -> None:
    found = explained(queries(100), [queries(1)] * 5)

    assert found.blame
    assert found.blame.kind == "repetition"
    assert predicted_ms(found) == pytest.approx(25, abs=1.5)


def test_server_that_its_caller_left_a_hair_early_is_shortened_with_it() -> None:
    def streamed(ms: float) -> Node:
        answer = server("prices S", 11, 14 + ms)
        return server("shop /", 0, 20 + ms, client("shop GET", 10, 12 + ms, answer))

    assert predicted_ms(explained(streamed(1000), [streamed(10)] * 5)) == pytest.approx(30, abs=2)


def test_runner_up_is_what_is_out_of_line_once_the_first_is_gone() -> None:
    healthy = [in_sequence(20 + n, 30 - n) for n in range(5)]
    found = explained(in_sequence(1000, 230), healthy)

    assert found.blame
    assert (found.blame.operation, runner_up(found).operation) == ("a", "b")
    assert runner_up(found).excess_ns == (230 - 28) * MS
    assert runner_up(found).sentence.startswith("Next to it, shop b took 230 ms")


def test_one_fault_has_no_runner_up() -> None:
    healthy = [in_sequence(20 + n, 30) for n in range(5)]
    assert explained(in_sequence(1000, 31), healthy).runner_up is None


def test_nothing_is_predicted_without_blame_or_healthy_traces_or_of_what_lacks_spans() -> None:
    healthy = [in_sequence(20 + n, 30) for n in range(5)]
    well = explained(in_sequence(22, 30), healthy)
    alone = explain(trace_of(in_sequence(1000, 30)))
    broken = explain(trace_of(order(3000), without="inventory GET"), several(*[order(20)] * 5))

    assert [each.prediction for each in (well, alone, broken)] == [None] * 3
    assert alone.blame


def test_document_tells_the_prediction_and_the_runner_up() -> None:
    healthy = [in_sequence(20 + n, 30 - n) for n in range(5)]
    document = explanation_document(explained(in_sequence(1000, 230), healthy))

    assert document["prediction"] == {
        "without": "shop a",
        "duration_ms": 277.0,
        "sentence": "Without that it would have taken 277 ms.",
    }
    assert document["runner_up"]["operation"] == "b"
