"""Work that goes on after the answer, though healthy traces wait for such work."""

from collections.abc import Iterable, Sequence

import pytest

from tests.unit.traces.drawn.sketch import Node, client, consumer, internal, query, server, trace_of
from tests.unit.traces.test_findings import copy_of
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.judging.blame import Blame
from tracing_sandbox.traces.reading.trace import Trace

ENOUGH = 5


def waiting(pay_until: float = 50) -> Trace:
    """A request that pays before it answers."""
    return trace_of(server("shop POST", 0, 60, client("shop pay", 10, pay_until)))


def hurrying(*put_off: Node) -> Trace:
    """A request that answers after 10 ms, whatever it has put off."""
    return trace_of(server("shop POST", 0, 10, query("shop SELECT", 2, 5), *put_off))


def blame_of(trace: Trace, healthy: Iterable[Trace]) -> Blame | None:
    return explain(trace, healthy).blame


def several(trace: Trace, count: int = ENOUGH) -> Sequence[Trace]:
    return [copy_of(trace, number) for number in range(1, count + 1)]


def test_answer_before_its_time_is_blamed_on_who_did_not_wait() -> None:
    blame = blame_of(hurrying(client("shop pay", 8, 400)), several(waiting()))
    assert blame is not None
    assert (blame.kind, blame.service, blame.operation) == ("unawaited", "shop", "POST")
    assert (blame.time_ns, blame.excess_ns, blame.share) == (390_000_000, 0, None)
    assert blame.sentence == (
        "shop POST did not wait for pay, as 5 healthy traces all do; it ended 390 ms after the "
        "answer."
    )


def test_usual_work_within_what_was_put_off_is_named() -> None:
    put_off = internal("shop settle", 8, 410, client("shop pay", 300, 400))
    explanation = explain(hurrying(put_off), several(waiting()))
    assert explanation.blame is not None
    assert explanation.blame.sentence == (
        "shop POST did not wait for settle with shop pay in it, as 5 healthy traces all do; it "
        "ended 400 ms after the answer."
    )
    assert explanation.answer == (
        "10 ms, of which 7.0 ms in shop POST; shop POST did not wait for settle."
    )


def test_request_without_it_would_have_taken_what_healthy_ones_take() -> None:
    explanation = explain(hurrying(client("shop pay", 8, 400)), several(waiting()))
    assert explanation.prediction is not None
    assert explanation.prediction.duration_ns == 60_000_000


def looking_after(*requests: Node, end: float) -> Trace:
    """A client that orders, and then looks for a while."""
    order, *others = requests
    calls = [client("user POST", 0, order.end_ms, order)]
    calls += [client("user GET", each.start_ms, each.end_ms, each) for each in others]
    return trace_of(internal("user visit", 0, end, *calls))


def test_answer_is_the_servers_though_the_client_goes_on_after_it() -> None:
    """The work ends while the client, which began the trace, looks at something else."""
    look = server("shop GET", 70, 500)
    healthy = looking_after(server("shop POST", 0, 60, client("shop pay", 10, 50)), look, end=500)
    put_off = client("shop pay", 8, 400)
    hurried = looking_after(server("shop POST", 0, 10, put_off), look, end=500)
    blame = blame_of(hurried, several(healthy))
    assert blame is not None
    assert (blame.kind, blame.service, blame.operation) == ("unawaited", "shop", "POST")
    assert blame.time_ns == 390_000_000


@pytest.mark.parametrize(
    ("put_off", "healthy"),
    [
        pytest.param(client("shop mail", 8, 400), waiting(), id="nobody waits for it"),
        pytest.param(
            client("shop pay", 8, 400), hurrying(client("shop pay", 8, 300)), id="nor do others"
        ),
        pytest.param(client("shop pay", 8, 11), waiting(), id="hardly after the answer"),
        pytest.param(consumer("shop pay", 20, 400), waiting(), id="a message"),
    ],
)
def test_work_that_is_meant_to_go_on_is_no_fault(put_off: Node, healthy: Trace) -> None:
    blame = blame_of(hurrying(put_off), several(healthy))
    assert blame is None or blame.kind != "unawaited"


def test_four_healthy_traces_are_too_few_to_tell() -> None:
    blame = blame_of(hurrying(client("shop pay", 8, 400)), several(waiting(), ENOUGH - 1))
    assert blame is None or blame.kind != "unawaited"


def test_operation_that_is_awaited_once_less_than_usual_is_found() -> None:
    twice = trace_of(
        server("shop POST", 0, 60, query("shop UPDATE", 5, 8), query("shop UPDATE", 50, 58))
    )
    once = trace_of(
        server("shop POST", 0, 20, query("shop UPDATE", 5, 8), query("shop UPDATE", 18, 300))
    )
    blame = blame_of(once, several(twice))
    assert blame is not None
    assert (blame.kind, blame.time_ns) == ("unawaited", 280_000_000)


@pytest.mark.parametrize(("until", "kind"), [(400, "unawaited"), (150, "own")])
def test_larger_of_what_was_put_off_and_what_took_long_is_blamed(until: float, kind: str) -> None:
    slow = trace_of(server("shop POST", 0, 120, client("shop pay", 118, until)))
    blame = blame_of(slow, several(waiting()))
    assert blame is not None
    assert blame.kind == kind
