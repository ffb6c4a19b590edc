"""What an order's state allows."""

import pytest

from frontend.orders.api import tell_failure
from frontend.orders.models import Order
from web.edge.problem import Problem


@pytest.mark.parametrize(
    ("state", "status", "final"),
    [
        ("placed", None, False),
        ("confirmed", None, True),
        ("failed", 409, True),
        ("failed", 500, False),
        ("failed", 502, False),
        ("failed", 504, False),
    ],
)
def test_order_is_final_when_asking_again_cannot_change_it(
    state: str, status: int | None, final: bool
) -> None:
    assert Order(state=state, failure_status=status).final is final


def test_failed_order_keeps_its_failure_as_a_problem() -> None:
    order = Order(
        state="failed",
        failure_status=409,
        failure_kind="out-of-stock",
        failure_detail="Only 3 left.",
        available=3,
    )

    assert order.failure == Problem(409, "out-of-stock", "Only 3 left.", {"available": 3})
    assert Order(state="placed").failure is None


def test_told_failure_names_its_order_and_the_trace_that_it_failed_in() -> None:
    order = Order(product_id="TEA-ASSAM", state="failed", trace_id="1" * 32)

    told = tell_failure(order, Problem(409, "out-of-stock", "Only 3 left.", {"available": 3}))

    assert told.document("2" * 32) == {
        "type": "urn:sandbox:problem:out-of-stock",
        "title": "Conflict",
        "status": 409,
        "detail": "Only 3 left.",
        "order_id": str(order.id),
        "sku": "TEA-ASSAM",
        "available": 3,
        "trace_id": "1" * 32,
    }


def test_failure_that_may_pass_says_when_to_come_back() -> None:
    told = tell_failure(Order(), Problem(503, "inventory-down", "It is down."))

    assert told.headers == {"Retry-After": "1"}
