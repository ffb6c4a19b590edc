"""What an order's state allows."""

import pytest

from frontend.orders.models import Order
from frontend.orders.placing import OrderFailedError


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


def test_failure_tells_the_same_each_time() -> None:
    order = Order(
        product_id="TEA-ASSAM",
        state="failed",
        trace_id="1" * 32,
        failure_status=409,
        failure_kind="out-of-stock",
        failure_detail="Only 3 left.",
        available=3,
    )

    first, again = OrderFailedError(order), OrderFailedError(order, replayed=True)

    assert (
        first.document()
        == again.document()
        == {
            "type": "urn:sandbox:problem:out-of-stock",
            "title": "Conflict",
            "status": 409,
            "detail": "Only 3 left.",
            "order_id": str(order.id),
            "sku": "TEA-ASSAM",
            "available": 3,
            "trace_id": "1" * 32,
        }
    )
    assert (first.headers, again.headers) == ({}, {"Idempotent-Replayed": "true"})


def test_failure_that_may_pass_says_when_to_come_back() -> None:
    order = Order(state="failed", failure_status=503, failure_kind="inventory-down")

    assert OrderFailedError(order).headers == {"Retry-After": "1"}
