"""The Collector's counters become checks: what it took, could not use, passed on and lost."""

from tracing_sandbox.doctor.setup.check import Check
from tracing_sandbox.running.collector.account import Account
from tracing_sandbox.running.collector.failure import Failure, Trouble
from tracing_sandbox.running.collector.flow import Exporter, Flow, Queue, Received
from tracing_sandbox.running.setup.counted import check_account
from tracing_sandbox.traces.collector.wrong_requests import WrongRequests

NOW = 1_750_000_000_000_000_000
TROUBLE = Trouble(Failure("jaeger", "traces", NOW, "connection refused", False), NOW)


def account(
    accepted: int = 40,
    refused: int = 0,
    *,
    sent: int = 40,
    waiting: int = 0,
    dropped: int = 0,
    troubled: bool = False,
    wrong: tuple[WrongRequests, ...] = (),
) -> Account:
    taken = (Received("traces", accepted, refused, True),) if accepted else ()
    exporters = (
        Exporter("jaeger", "traces", Queue(waiting, 1000), sent, 0, dropped),
        Exporter("nop", "logs", None, 0, 0, 0),
    )
    troubles = {("jaeger", "traces"): TROUBLE} if troubled else {}
    return Account(Flow(9.0, taken, exporters), wrong, troubles, NOW)


def not_well(found: Account | None) -> list[tuple[str, str, str]]:
    return [
        (each.name, each.state, each.said) for each in check_account(found) if each.state != "well"
    ]


def test_collector_that_passes_everything_on_is_well() -> None:
    assert list(check_account(account())) == [
        Check("Requests to the Collector", "well", "It could use each of them."),
        Check("Spans that the Collector took", "well", "40 accepted, and sent on."),
        Check("Queue of jaeger", "well", "Nothing waits and nothing is lost."),
    ]


def test_spans_that_wait_are_on_their_way() -> None:
    assert not_well(account(sent=30, waiting=1)) == []


def test_spans_that_were_taken_and_never_sent_on_are_counted() -> None:
    said = "40 accepted, of which 15 not to jaeger."
    assert not_well(account(sent=25)) == [("Spans that the Collector took", "cannot be told", said)]


def test_refused_spans_are_wrong() -> None:
    said = "40 accepted, 3 refused."
    assert not_well(account(refused=3)) == [("Spans that the Collector took", "wrong", said)]


def test_dropped_spans_are_wrong() -> None:
    said = "40 spans were dropped: they are lost here."
    assert not_well(account(sent=0, dropped=40)) == [("Queue of jaeger", "wrong", said)]


def test_queue_that_gets_no_further_is_wrong_and_says_why() -> None:
    ((name, state, said),) = not_well(account(sent=0, waiting=2, troubled=True))
    assert (name, state) == ("Queue of jaeger", "wrong")
    assert said.endswith("connection refused.")


def test_requests_that_could_not_be_used_are_told() -> None:
    found = account(wrong=(WrongRequests(2, "spoke gRPC."),))
    assert not_well(found) == [("Requests to the Collector", "wrong", "2 requests spoke gRPC.")]


def test_collector_that_has_taken_nothing_tells_nothing() -> None:
    assert not_well(account(accepted=0)) == [
        ("Spans that the Collector took", "cannot be told", "None since its start.")
    ]


def test_collector_that_does_not_answer_tells_nothing() -> None:
    said = "The Collector does not tell what it took and sent."
    assert not_well(None) == [("Spans that the Collector took", "cannot be told", said)]
