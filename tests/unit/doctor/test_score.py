"""The Instrumentation Score: its formula, and each of its rules kept and broken."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.unit.doctor.made_orders import MS, Order
from tracing_sandbox.doctor import diagnose
from tracing_sandbox.traces.reading.span import Span

WHOLE = 20 + 30 + 30 + 40 + 40 + 20 + 20 + 30 + 30 + 30 + 40


def _changed(**fields: object) -> Callable[[Span], Span]:
    return lambda span: replace(span, **fields)  # type: ignore[arg-type]


def _no_instance(order: Order) -> None:
    order.change(order.of("inventory"), _changed(resource={"service.name": "inventory"}))


def _shared_instance(order: Order) -> None:
    shared = {"service.name": "inventory", "service.instance.id": "instance-of-frontend"}
    order.change(order.of("inventory"), _changed(resource=shared))


def _wrong_level(order: Order) -> None:
    order.note("inventory GET", service__version="1")


def _no_name(order: Order) -> None:
    order.change(order.of("inventory"), _changed(service="unknown_service"))


def _secret_resource(order: Order) -> None:
    own = {"service.name": "inventory", "service.instance.id": "i", "app.password": "hunter2"}
    order.change(order.of("inventory"), _changed(resource=own))


def _many_internal(order: Order) -> None:
    step = order.get("inventory check_stock")
    order.spans += [replace(step, span_id=order.new_id()) for _ in range(8)]


def _orphan(order: Order) -> None:
    order.change([order.get("inventory check_stock")], _changed(parent_id="0" * 15 + "1"))


def _id_in_name(order: Order) -> None:
    order.change([order.get("inventory check_stock")], _changed(name="check_stock 12345"))


def _client_root(order: Order) -> None:
    order.begin_anew("inventory GET")


def _many_short(order: Order) -> None:
    query = order.get("inventory SELECT stock")
    order.spans += [replace(query, span_id=order.new_id()) for _ in range(20)]


def _secret(order: Order) -> None:
    order.note("inventory GET", app__password="hunter2")


@pytest.mark.parametrize(
    ("break_it", "rule", "weight"),
    [
        (_no_instance, "RES-001", 20),
        (_shared_instance, "RES-002", 30),
        (_wrong_level, "RES-004", 30),
        (_no_name, "RES-005", 40),
        (_secret_resource, "RES-010", 40),
        (_many_internal, "SPA-001", 20),
        (_orphan, "SPA-002", 20),
        (_id_in_name, "SPA-003", 30),
        (_client_root, "SPA-004", 30),
        (_many_short, "SPA-005", 30),
        (_secret, "SPA-006", 40),
    ],
)
def test_rule_that_is_broken_costs_its_weight_in_the_service_that_breaks_it(
    break_it: Callable[[Order], None], rule: str, weight: int
) -> None:
    order = Order(1)
    break_it(order)
    score = diagnose(order.traces()).score
    broken = {
        row.rule.id: {each.service for each in row.breaches} for row in score.rows if row.breaches
    }
    assert rule in broken
    assert any(service in broken[rule] for service in ("inventory", "unknown_service"))
    if len(broken) == 1:
        assert score.value == round(100 * (WHOLE - weight) / WHOLE, 2)


def test_score_of_healthy_orders_is_whole_and_says_that_not_all_rules_are_asked() -> None:
    document = diagnose(Order(1).traces()).score.as_document()
    assert (document["value"], document["category"], document["complete"]) == (
        100.0,
        "Excellent",
        False,
    )
    assert document["by_service"] == {"frontend": 100.0, "inventory": 100.0, "thirdparty": 100.0}
    assert sum(row["weight"] for row in document["rules"]) == WHOLE


def test_score_of_each_service_is_its_own() -> None:
    order = Order(1)
    _secret(order)
    assert diagnose(order.traces()).score.by_service == {
        "frontend": 100.0,
        "inventory": round(100 * (WHOLE - 40) / WHOLE, 2),
        "thirdparty": 100.0,
    }


def test_many_slow_spans_are_not_short() -> None:
    order = Order(1)
    _many_short(order)
    order.change(order.spans, lambda span: replace(span, end_ns=span.end_ns + 50 * MS))
    rows = {row.rule.id: row.is_kept for row in diagnose(order.traces()).score.rows}
    assert rows["SPA-005"]
