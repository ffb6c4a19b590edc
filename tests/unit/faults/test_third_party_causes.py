"""The third party's faults and their mended twins, where they need no service."""

import json
import random
import select
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.waiting import wait_until
from thirdparty.prices import find_price
from tracing_sandbox.faults.call import Call
from tracing_sandbox.faults.causes import (
    dripping_body,
    rate_limited,
    retry_storm,
    sequential_calls,
    slow_connect,
    swallowed_failure,
    third_party_error,
    third_party_hangs,
    wrong_types,
)
from tracing_sandbox.faults.resending import RESEND_COUNT, send_counted

THIRD_PARTY = SimpleNamespace(name="thirdparty")
QUESTION = ("GET", "/v1/prices/TEA-ASSAM")
tracer = trace.get_tracer("test")


@dataclass
class FarSide:
    """Notes what it is asked and answers with one status after the other; the last one stays."""

    statuses: list[int] = field(default_factory=lambda: [200])
    asked: list[str] = field(default_factory=list)

    def ask(self, _method: str = "", _path: str = "", *, params: Any = None) -> Any:
        self.asked.append((params or {"quantity": "7"})["quantity"])
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        if status == 0:
            raise ConnectionError("nobody there")
        return SimpleNamespace(status=status, quantity=self.asked[-1])


def call(proceed: Callable[..., Any], *args: Any, delay_ms: float = 0, **kwargs: Any) -> Call:
    chance = random.Random(1)
    return Call(proceed, args, kwargs, THIRD_PARTY, delay_ms, chance, {})


def question(far_side: FarSide, **stage: Any) -> Call:
    asked = call(far_side.ask, *QUESTION, params={"quantity": "7"})
    asked.stage.update(stage)
    return asked


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that are made, none of which takes time."""
    made: list[float] = []
    monkeypatch.setattr(time, "sleep", made.append)
    return made


def test_price_is_the_same_without_a_surcharge_and_none_without_a_row() -> None:
    price = find_price("TEA-ASSAM", 2)

    with pytest.raises(KeyError):
        third_party_error.find_every_row(call(lambda: price))
    assert third_party_error.find_row_or_none(call(lambda: price)) == price
    assert third_party_error.find_row_or_none(call(lambda: None)) is None


def test_numbers_of_a_file_are_texts_until_somebody_makes_numbers_of_them() -> None:
    price = find_price("TEA-ASSAM", 2)

    assert wrong_types.read_texts(call(lambda: price)).total_pence == "1560"
    assert wrong_types.read_numbers(call(lambda: price)) == price


def test_body_drips_whole_and_takes_the_delay(pauses: list[float]) -> None:
    body = json.dumps({"total_pence": 780, "currency": "GBP"}).encode()

    pieces = list(dripping_body.pieces(body, call(print, delay_ms=600)))

    assert b"".join(pieces) == body
    assert len(pieces) == len(pauses) > 1
    assert sum(pauses) == pytest.approx(0.6)


def test_wait_for_the_feed_ends_when_the_caller_has_gone() -> None:
    ours, theirs = socket.socketpair()
    with ours:
        theirs.close()
        began = time.monotonic()
        third_party_hangs.wait_for_feed(30, ours)
    assert time.monotonic() - began < 10


@pytest.mark.usefixtures("finished_spans")
def test_second_question_within_the_window_is_refused_and_nobody_elses_is() -> None:
    with tracer.start_as_current_span("a"):
        first, second = rate_limited.take_turn(30), rate_limited.take_turn(30)
        with tracer.start_as_current_span("other", context=Context()):
            others = rate_limited.take_turn(0.001)
    rate_limited.windows.clear()

    assert (first, second, others) == (True, False, True)


@pytest.mark.usefixtures("finished_spans")
def test_window_that_has_passed_is_thrown_away() -> None:
    with tracer.start_as_current_span("a"):
        rate_limited.take_turn(0.0001)
    wait_until(lambda: time.monotonic() > max(rate_limited.windows.values()), "window passed")
    with tracer.start_as_current_span("b") as span:
        rate_limited.take_turn(0.0001)
        kept = list(rate_limited.windows)

    assert kept == [span.get_span_context().trace_id]


def test_refused_question_is_asked_again_later_each_time(pauses: list[float]) -> None:
    far_side = FarSide([200, 429, 429, 429, 429, 200])

    answer = rate_limited.ask_twice(question(far_side, told=1.0))

    assert (answer.status, far_side.asked) == (200, ["1", *["7"] * 5])
    assert all(pause >= 1.0 for pause in pauses)
    assert len(set(pauses)) == 4
    assert pauses[3] >= 2.0


def test_caller_remembers_when_to_ask_again() -> None:
    response = SimpleNamespace(headers={"Retry-After": "3"})
    sent = call(lambda: response)

    assert rate_limited.hear(sent) is response
    assert sent.stage == {"told": 3.0}


def test_refused_question_is_given_up_after_some_tries(pauses: list[float]) -> None:
    far_side = FarSide([429])

    assert rate_limited.ask_once(question(far_side, told=1.0)).status == 429
    assert len(far_side.asked) == rate_limited.MOST_RESENDS + 1
    assert len(pauses) == rate_limited.MOST_RESENDS


def test_attempt_says_how_often_it_was_sent_before(finished_spans: InMemorySpanExporter) -> None:
    sent = call(lambda: None)
    for resends in (0, 1, 2):
        sent.stage["resends"] = resends
        with tracer.start_as_current_span("GET"):
            send_counted(sent)

    counts = [span.attributes.get(RESEND_COUNT) for span in finished_spans.get_finished_spans()]
    assert counts == [None, 1, 2]


def test_layers_that_try_again_multiply() -> None:
    far_side = FarSide([0])
    inner = question(far_side)

    with pytest.raises(ConnectionError):
        retry_storm.try_again(call(lambda: retry_storm.ask_again(inner)))
    assert len(far_side.asked) == retry_storm.TRIES**2


def test_one_layer_tries_again_a_few_times_and_pauses(pauses: list[float]) -> None:
    far_side = FarSide([0])

    with pytest.raises(ConnectionError):
        retry_storm.ask_within_budget(question(far_side))
    assert len(far_side.asked) == retry_storm.TRIES
    assert len(pauses) == retry_storm.TRIES - 1
    assert pauses[0] < pauses[1]


def test_one_layer_stops_when_its_budget_is_spent(
    pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry_storm, "BUDGET_S", 0.0)
    far_side = FarSide([0])

    with pytest.raises(ConnectionError):
        retry_storm.ask_within_budget(question(far_side))
    assert (len(far_side.asked), pauses) == (1, [])


@pytest.mark.parametrize(
    "around", [sequential_calls.ask_in_sequence, sequential_calls.ask_side_by_side]
)
def test_all_prices_are_asked_for_and_the_one_for_the_order_is_the_answer(
    around: Callable[[Call], Any],
) -> None:
    far_side = FarSide()

    answer = around(question(far_side))

    assert answer.quantity == "7"
    assert sorted(far_side.asked) == sorted(["7", *map(str, sequential_calls.STEPS)])


def test_span_of_a_call_beside_others_keeps_its_parent(
    finished_spans: InMemorySpanExporter,
) -> None:
    def ask(_method: str, _path: str, *, params: Any) -> Any:
        with tracer.start_as_current_span("GET"):
            return params

    with tracer.start_as_current_span("quote_price") as parent:
        sequential_calls.ask_side_by_side(call(ask, *QUESTION, params={"quantity": "7"}))

    calls = [span for span in finished_spans.get_finished_spans() if span.name == "GET"]
    assert {span.parent.span_id for span in calls} == {parent.get_span_context().span_id}


def test_nobody_takes_a_connection_at_the_dead_address() -> None:
    with slow_connect.dead_address() as address, pytest.raises(TimeoutError):
        socket.create_connection(address, 0.05)


def test_second_address_is_tried_when_the_first_has_had_its_time() -> None:
    began = time.monotonic()

    assert slow_connect.one_after_the_other(call(lambda: "connected", delay_ms=60)) == "connected"
    assert time.monotonic() - began >= 0.06


def test_first_address_may_have_no_time_at_all() -> None:
    assert slow_connect.one_after_the_other(call(lambda: "connected", delay_ms=0)) == "connected"


def test_second_address_is_tried_beside_the_first() -> None:
    waits: list[int] = []
    real = select.poll

    class Poll:
        def __init__(self) -> None:
            self.poller = real()

        def register(self, *args: Any) -> None:
            self.poller.register(*args)

        def poll(self, ms: float) -> Any:
            waits.append(round(ms))
            return self.poller.poll(ms)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(select, "poll", Poll)
        assert slow_connect.side_by_side(call(lambda: "connected", delay_ms=60_000)) == "connected"
    assert sum(waits) < 100


def test_question_goes_where_nobody_is() -> None:
    url = swallowed_failure.at_old_address("http://127.0.0.1:8002/v1/prices/TEA?quantity=7")
    port = int(url.removeprefix("http://127.0.0.1:").partition("/")[0])

    assert url.endswith("/v1/prices/TEA?quantity=7")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 1)
