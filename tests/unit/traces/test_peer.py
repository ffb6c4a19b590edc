"""Which traces can be compared with which."""

from dataclasses import replace

import pytest

from tests.unit.traces.drawn.sketch import Node, client, server, trace_of
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.judging.peer import is_peer
from tracing_sandbox.traces.measuring.analysis import analyse
from tracing_sandbox.traces.reading.trace import Trace


def answered(status: int | None, *children: Node, error: bool = False) -> Trace:
    told = {} if status is None else {"http.response.status_code": status}
    return trace_of(server("a R", 0, 60, *children, attributes=told, error=error))


ASKED = client("a GET", 5, 50, server("b S", 6, 49))


def attempt(start: float, status: int) -> Node:
    told = {"http.response.status_code": status}
    answer = server("b S", start + 1, start + 9, attributes=told)
    return client("a GET", start, start + 10, answer, attributes=told, error=status >= 400)


@pytest.mark.parametrize(
    ("trace", "other", "comparable"),
    [
        pytest.param(answered(201, ASKED), answered(201, ASKED), True, id="alike"),
        pytest.param(answered(None, ASKED), answered(None, ASKED), True, id="nobody tells"),
        pytest.param(answered(201, ASKED), answered(422), False, id="refused"),
        pytest.param(answered(409, ASKED), answered(422, ASKED), False, id="refused otherwise"),
        pytest.param(answered(422), answered(422), True, id="both refused"),
        pytest.param(answered(200, ASKED), answered(200), False, id="from a cache"),
        pytest.param(answered(200), answered(200, ASKED), True, id="less than usual"),
        pytest.param(answered(503, error=True), answered(201, ASKED), True, id="failed itself"),
        pytest.param(answered(503, error=True), answered(422), False, id="failed, not refused"),
        pytest.param(answered(201), answered(201, error=True), False, id="the other failed"),
        pytest.param(
            answered(201, attempt(5, 429), attempt(20, 200)),
            answered(201, ASKED),
            True,
            id="granted at the second try",
        ),
        pytest.param(
            answered(201, attempt(5, 200), attempt(20, 429)),
            answered(201, ASKED),
            False,
            id="refused at the second try",
        ),
    ],
)
def test_traces_of_one_operation_are_compared_if_the_outcome_is_alike(
    trace: Trace, other: Trace, comparable: bool
) -> None:
    assert is_peer(analyse(trace), analyse(other)) is comparable


def test_quick_refusals_do_not_make_an_order_slow() -> None:
    refusals = [
        replace(trace, trace_id=f"{number:032x}")
        for number in range(1, 21)
        for trace in [trace_of(server("a R", 0, 0.6, attributes={"http.status_code": 422}))]
    ]
    call = client("a GET", 5, 50, server("b S", 6, 49))
    order = trace_of(server("a R", 0, 60, call, attributes={"http.status_code": 201}))
    assert explain(order, refusals) == explain(order)
