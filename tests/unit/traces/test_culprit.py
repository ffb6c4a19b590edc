"""Who is blamed where a call failed and the span of whoever was asked tells of no failure."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from tests.unit.traces.drawn.sketch import Node, client, internal, query, server, trace_of
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.judging.blame import Blame
from tracing_sandbox.traces.reading.trace import Trace

WELL = {"http.response.status_code": 200}
TIMED_OUT = {"error": True, "status_message": "ReadTimeout: timed out"}
RESET = {"error": True, "status_message": "ConnectionError: Connection reset by peer"}


def order(*inside: Node, status: int = 201) -> Trace:
    told = {"http.response.status_code": status}
    last = max(node.end_ms for node in inside)
    return trace_of(server("shop /", 0, last + 5, *inside, error=status >= 500, attributes=told))


def healthy() -> list[Trace]:
    """Draw ten orders in which the call takes 20 ms."""
    call = client("shop GET", 10, 30, server("prices S", 11, 29), attributes=WELL)
    drawn = order(internal("shop quote", 9, 31, call))
    return [replace(drawn, trace_id=f"{number:032x}") for number in range(1, 11)]


def blame(trace: Trace, peers: Iterable[Trace] = ()) -> Blame:
    found = explain(trace, list(peers)).blame
    assert found is not None
    assert found.kind == "error"
    return found


def gave_up_after(ms: float, *below: Node, answered_after: float) -> Trace:
    answer = server("prices S", 11, 10 + answered_after, *below)
    call = client("shop GET", 10, 10 + ms, answer, **TIMED_OUT)
    return order(internal("shop quote", 9, 11 + ms, call, error=True), status=504)


def test_callee_was_late_if_the_caller_was_patient_and_it_went_on() -> None:
    found = blame(gave_up_after(8000, answered_after=8010), healthy())

    assert (found.service, found.operation, found.target) == ("prices", "S", "")
    assert found.sentence == (
        "prices S was late: shop GET to prices failed (ReadTimeout: timed out), "
        "and with it shop quote and shop /."
    )


def test_deepest_span_that_was_at_work_when_the_caller_gave_up_was_late() -> None:
    done, hung = internal("prices read", 12, 20), query("prices SELECT", 20, 8015)
    found = blame(gave_up_after(8000, done, hung, answered_after=8010), healthy())

    assert (found.service, found.operation) == ("prices", "SELECT")


@pytest.mark.parametrize(
    "trace",
    [
        pytest.param(gave_up_after(15, answered_after=40), id="impatient"),
        pytest.param(gave_up_after(25, answered_after=40), id="hardly longer than usual"),
        pytest.param(gave_up_after(8000, answered_after=7000), id="the answer was lost"),
    ],
)
def test_caller_is_blamed_if_the_callee_was_not_late(trace: Trace) -> None:
    assert blame(trace, healthy()).service == "shop"


def test_caller_is_blamed_if_nobody_knows_how_long_it_usually_takes() -> None:
    assert blame(gave_up_after(8000, answered_after=8010)).service == "shop"


def broken_off(**answer: object) -> Trace:
    call = client("shop GET", 10, 30, server("prices S", 11, 29, **answer), **RESET)
    return order(internal("shop quote", 9, 31, call, error=True), status=503)


def test_callee_broke_off_if_it_was_asked_and_the_connection_ended() -> None:
    found = blame(broken_off())

    assert (found.service, found.operation) == ("prices", "S")
    assert found.sentence.startswith(
        "prices S broke off: shop GET to prices failed (ConnectionError: Connection reset by peer)"
    )


def test_callee_that_was_never_reached_is_not_blamed() -> None:
    call = client("shop GET", 10, 30, **RESET)
    found = blame(order(internal("shop quote", 9, 31, call, error=True), status=503))

    assert (found.service, found.operation) == ("shop", "GET")


def misread(status: int, *later: Node) -> Trace:
    call = client("shop GET", 10, 30, server("prices S", 11, 29), attributes=WELL)
    words = {"error": True, "status_message": "no JSON"}
    end = max([31.0, *(node.end_ms + 1 for node in later)])
    return order(internal("shop quote", 9, end, call, *later, **words), status=status)


def test_callee_answered_wrongly_if_the_caller_says_so_by_its_status() -> None:
    found = blame(misread(502))

    assert (found.service, found.operation) == ("prices", "S")
    assert found.sentence == (
        "prices S answered wrongly: shop quote failed (no JSON), and with it shop /."
    )


@pytest.mark.parametrize(
    "trace",
    [
        pytest.param(misread(500), id="its own failure"),
        pytest.param(misread(502, query("shop INSERT", 32, 40)), id="something else came after"),
    ],
)
def test_caller_that_failed_of_itself_is_blamed(trace: Trace) -> None:
    assert (blame(trace).service, blame(trace).operation) == ("shop", "quote")


def lived_with(ms: float) -> Trace:
    """Draw an order that went on after a call had failed, and then took its time."""
    call = client("shop GET", 10, 11, **RESET)
    return order(internal("shop quote", 9, 12, call), internal("shop save", 12, 12 + ms))


def usual(ms: float) -> list[Trace]:
    drawn = order(internal("shop quote", 9, 9 + ms, client("shop GET", 10, 8 + ms)))
    return [replace(drawn, trace_id=f"{number:032x}") for number in range(1, 11)]


def test_failure_that_was_lived_with_outweighs_a_delay_that_nobody_felt() -> None:
    assert blame(lived_with(60), usual(100)).operation == "GET"


def test_delay_that_was_felt_outweighs_a_failure_that_was_lived_with() -> None:
    found = explain(lived_with(400), usual(100)).blame
    assert found is not None
    assert (found.kind, found.operation) == ("own", "save")
    assert "Besides, shop GET failed" in found.sentence
