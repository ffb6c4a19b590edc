"""What `sandbox order` says of an order, and of a trace that does not come."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.unit.traces.drawn.sketch import client, server, trace_of
from tracing_sandbox.application import app
from tracing_sandbox.errors import SandboxError
from tracing_sandbox.shop import PlacedOrder, Shop
from tracing_sandbox.terminal import open_shop, trace_view
from tracing_sandbox.terminal.order_view import reason_of
from tracing_sandbox.traces.jaeger import arrival
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.reading.trace import Trace

TRACE_ID = "0123456789abcdef0123456789abcdef"
SPAN_ID = f"{1:016x}"
CONFIRMED = {"id": "o-1", "state": "confirmed", "sku": "TEA", "quantity": 2, "trace_id": TRACE_ID}
SOLD_OUT = {"detail": "TEA is sold out.", "order_id": "o-1", "trace_id": TRACE_ID}
INVALID = {
    "detail": "quantity: Input should be greater than or equal to 1",
    "errors": [{"field": "quantity", "expected": "Input should be greater than or equal to 1"}],
    "trace_id": TRACE_ID,
}
WHOLE = trace_of(server("frontend POST", 0, 50, client("frontend SELECT", 10, 20)))


class Jaeger(JaegerClient):
    """A Jaeger that holds one trace or none, and perhaps others."""

    held: Trace | None = None
    others: tuple[Trace, ...] = ()
    known: tuple[str, ...] = ()

    def find_trace(self, trace_id: str) -> Trace | None:
        return self.held

    def find_traces(self, *_arguments: object, **search: Any) -> list[Trace]:
        since: datetime | None = search.get("since")
        return list(self.others) if since else []

    def services(self) -> list[str]:
        return list(self.known)


@pytest.fixture(autouse=True)
def jaeger(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Jaeger]]:
    monkeypatch.setattr(trace_view, "JaegerClient", Jaeger)
    monkeypatch.setattr(trace_view, "has_page", lambda _url: False)
    monkeypatch.setattr(trace_view, "ARRIVAL_S", 0.2)
    monkeypatch.setattr(arrival, "LATE_AFTER_S", 0.1)
    monkeypatch.setattr(arrival, "SETTLED_AFTER_S", 0.1)
    monkeypatch.setattr(arrival, "EXPECTED_WITHIN_S", 0.1)
    monkeypatch.setattr(open_shop, "ask_budget", lambda _url: None)
    monkeypatch.setenv("SANDBOX_FRONTEND_URL", "http://shop.invalid")
    yield Jaeger
    Jaeger.held, Jaeger.others, Jaeger.known = None, (), ()


def order(
    monkeypatch: pytest.MonkeyPatch, status: int, document: dict[str, Any], flags: str, *more: str
) -> Result:
    placed = PlacedOrder(status, document, f"00-{TRACE_ID}-{SPAN_ID}-{flags}")
    monkeypatch.setattr(Shop, "place_order", lambda *_arguments: placed)
    return CliRunner().invoke(app, ["order", "TEA", *more])


def test_trace_that_arrives_is_shown(monkeypatch: pytest.MonkeyPatch, jaeger: type[Jaeger]) -> None:
    jaeger.held = WHOLE
    found = order(monkeypatch, 201, CONFIRMED, "03")
    assert (found.exit_code, found.stderr) == (0, "Order o-1 confirmed: 2 x TEA.\n")
    assert "frontend POST" in found.stdout


def test_trace_that_is_late_is_waited_for_aloud_and_its_absence_explained(
    monkeypatch: pytest.MonkeyPatch, jaeger: type[Jaeger]
) -> None:
    jaeger.known = ("frontend",)
    for others, why in (
        ((WHOLE,), "it was dropped, as tail sampling does, or is late"),
        ((), "they are held up on their way, or dropped, as tail sampling does"),
    ):
        jaeger.others = others
        found = order(monkeypatch, 201, CONFIRMED, "01")
        assert "waiting for it up to 0.2 s" in found.stderr
        assert isinstance(found.exception, SandboxError)
        assert why in found.exception.what


def test_order_is_told_as_json_also_where_its_trace_does_not_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = order(monkeypatch, 201, CONFIRMED, "01", "--json")
    assert isinstance(found.exception, SandboxError)
    assert "no span at all" in found.exception.what
    assert json.loads(found.stdout) == {"order": CONFIRMED, "sampled": True, "trace_id": TRACE_ID}


@pytest.mark.parametrize(("flags", "sampled"), [("00", False), ("02", False)])
def test_order_that_failed_is_no_success_for_not_being_sampled(
    monkeypatch: pytest.MonkeyPatch, flags: str, sampled: bool
) -> None:
    found = order(monkeypatch, 409, SOLD_OUT, flags)
    assert found.exit_code == 1
    assert found.stderr.startswith("Order refused with 409: TEA is sold out.\nIts trace ")
    told = order(monkeypatch, 201, CONFIRMED, flags, "--json")
    assert told.exit_code == 0
    assert json.loads(told.stdout)["sampled"] is sampled


def test_inner_spans_without_those_of_the_shop_are_a_part(
    monkeypatch: pytest.MonkeyPatch, jaeger: type[Jaeger]
) -> None:
    """They look like the whole of a caller that reports nothing."""
    called = {"parent_id": SPAN_ID, "parent_is_remote": True, "span_id": "ab" * 8}
    jaeger.held = trace_of(server("inventory POST", 0, 50, **called))
    found = order(monkeypatch, 201, CONFIRMED, "01")
    assert found.exit_code == 1
    assert "The shop's own spans have not arrived" in found.stderr


def test_order_that_the_shop_refused_at_once_says_why_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = order(monkeypatch, 422, INVALID, "01")
    assert (found.exit_code, found.stdout) == (1, "")
    reason, where = found.stderr.splitlines()
    assert reason == "Order refused with 422: quantity should be greater than or equal to 1"
    assert where.startswith("Its trace: ")
    assert order(monkeypatch, 422, INVALID, "00").stderr.splitlines() == [reason]


def test_reason_is_harmless() -> None:
    told = {"errors": [{"field": "sku", "expected": "\x1b[31m known"}]}
    assert reason_of(PlacedOrder(422, told)) == "sku: \N{REPLACEMENT CHARACTER}[31m known"


@pytest.mark.parametrize("header", ["", "nonsense", f"00-{'ab' * 16}-{SPAN_ID}-00"])
def test_answer_that_does_not_say_whether_it_is_sampled_is_not_known_to_be(header: str) -> None:
    placed = PlacedOrder(201, CONFIRMED, header)
    assert (placed.sampled, placed.span_id) == (None, "")
