"""Reservations: once for each order, and never more than there is."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from tests.integration.inventory.conftest import ThirdPartyDouble

OnHand = Callable[[str], int]
PutOnShelf = Callable[[str, int], None]


def reserve(app: Flask, order_id: str, sku: str = "TEA-ASSAM", quantity: int = 2) -> Any:
    body = {"order_id": order_id, "sku": sku, "quantity": quantity}
    return app.test_client().post("/reservations", json=body)


def test_reservation_is_made(app: Flask, on_hand: OnHand) -> None:
    response = reserve(app, "order-1")
    assert (response.status_code, response.get_json()) == (
        201,
        {
            "order_id": "order-1",
            "sku": "TEA-ASSAM",
            "quantity": 2,
            "unit_price_pence": 780,
            "total_pence": 1560,
            "currency": "GBP",
            "lead_time_days": 1,
            "trace_id": "",
        },
    )
    assert on_hand("TEA-ASSAM") == 99_998


def test_same_order_again_changes_nothing(
    app: Flask, on_hand: OnHand, thirdparty: ThirdPartyDouble
) -> None:
    first = reserve(app, "order-1")
    thirdparty.quote(unit_price_pence=1, total_pence=2)
    second = reserve(app, "order-1")
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.get_json() == first.get_json()
    assert on_hand("TEA-ASSAM") == 99_998
    assert thirdparty.questions == ["GET /v1/prices/TEA-ASSAM?quantity=2 HTTP/1.1"]


@pytest.mark.parametrize(("sku", "quantity"), [("TEA-JASMINE", 2), ("TEA-ASSAM", 3)])
def test_known_order_that_asks_for_something_else_is_409(
    app: Flask, on_hand: OnHand, sku: str, quantity: int
) -> None:
    reserve(app, "order-1")
    response = reserve(app, "order-1", sku, quantity)
    assert response.status_code == 409
    assert response.get_json()["type"] == "urn:sandbox:problem:order-differs"
    assert on_hand("TEA-ASSAM") == 99_998


def test_unknown_product_is_404(app: Flask, thirdparty: ThirdPartyDouble) -> None:
    response = reserve(app, "order-1", "COFFEE")
    assert response.status_code == 404
    assert thirdparty.questions == []


def test_product_that_the_thirdparty_does_not_know_is_404(
    app: Flask, on_hand: OnHand, thirdparty: ThirdPartyDouble
) -> None:
    thirdparty.reply = thirdparty.reply.replace(b"200 OK", b"404 Not Found")
    response = reserve(app, "order-1")
    assert response.status_code == 404
    assert response.get_json()["detail"] == "The third party has no product 'TEA-ASSAM'."
    assert on_hand("TEA-ASSAM") == 100_000


@pytest.mark.parametrize(
    ("left", "detail"), [(1, "Only 1 of TEA-ASSAM left."), (0, "TEA-ASSAM is sold out.")]
)
def test_out_of_stock_is_409_and_says_how_many_are_left(
    app: Flask,
    on_hand: OnHand,
    put_on_shelf: PutOnShelf,
    thirdparty: ThirdPartyDouble,
    left: int,
    detail: str,
) -> None:
    put_on_shelf("TEA-ASSAM", left)
    response = reserve(app, "order-1")
    assert response.status_code == 409
    assert response.get_json() == {
        "type": "urn:sandbox:problem:out-of-stock",
        "title": "Conflict",
        "status": 409,
        "detail": detail,
        "sku": "TEA-ASSAM",
        "available": left,
        "trace_id": "",
    }
    assert thirdparty.questions == []
    assert on_hand("TEA-ASSAM") == left


def test_stock_that_goes_while_the_thirdparty_thinks_is_409(
    app: Flask, on_hand: OnHand, put_on_shelf: PutOnShelf, thirdparty: ThirdPartyDouble
) -> None:
    thirdparty.answering.clear()
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(reserve, app, "order-1")
        thirdparty.await_question()
        put_on_shelf("TEA-ASSAM", 1)
        thirdparty.answering.set()
        response = asked.result()
    assert response.status_code == 409
    assert response.get_json()["available"] == 1
    assert on_hand("TEA-ASSAM") == 1


def reserve_at_once(app: Flask, orders: list[str], quantity: int) -> list[Any]:
    """Send every order at the same time."""
    with ThreadPoolExecutor(len(orders)) as pool:
        asked = [pool.submit(reserve, app, order, quantity=quantity) for order in orders]
        return [one.result() for one in asked]


@pytest.mark.parametrize("left", [100, 2], ids=["plenty", "just enough"])
def test_same_order_sent_at_once_is_reserved_once(
    app: Flask, on_hand: OnHand, put_on_shelf: PutOnShelf, thirdparty: ThirdPartyDouble, left: int
) -> None:
    put_on_shelf("TEA-ASSAM", left)
    thirdparty.answering.clear()
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(reserve, app, "order-1") for _ in range(8)]
        thirdparty.await_question(8)
        thirdparty.answering.set()
        answers = [one.result() for one in asked]
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len({str(answer.get_json()) for answer in answers}) == 1
    assert on_hand("TEA-ASSAM") == left - 2


def test_orders_sent_at_once_never_take_more_than_there_is(
    app: Flask, on_hand: OnHand, put_on_shelf: PutOnShelf
) -> None:
    put_on_shelf("TEA-ASSAM", 11)
    answers = reserve_at_once(app, [f"order-{number}" for number in range(12)], quantity=2)
    assert Counter(answer.status_code for answer in answers) == {201: 5, 409: 7}
    assert on_hand("TEA-ASSAM") == 1


SQLITE_ALONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@SQLITE_ALONE
@pytest.mark.parametrize(
    "changed",
    [
        {"unit_price_pence": None},
        {"unit_price_pence": -1},
        {"unit_price_pence": "780"},
        {"unit_price_pence": 7.5},
        {"unit_price_pence": True},
        {"total_pence": 2**31},
        {"total_pence": 10**30},
        {"lead_time_days": None},
        {"lead_time_days": 2**31},
        {"currency": "pounds"},
        {"currency": "GBP\n"},
        {"currency": "GB\x00"},
        {"currency": None},
    ],
    ids=str,
)
def test_quote_that_nobody_could_use_is_502_and_reserves_nothing(
    app: Flask, on_hand: OnHand, thirdparty: ThirdPartyDouble, changed: dict[str, object]
) -> None:
    thirdparty.quote(**changed)
    response = reserve(app, "order-1")
    assert response.status_code == 502
    assert (
        response.get_json()["detail"]
        == f"The third party sent a quote with a wrong {next(iter(changed))}."
    )
    assert on_hand("TEA-ASSAM") == 100_000


HOSTILE = [
    "",
    "a\x00b",
    "a b",
    "é",
    "x" * 37,
    "a\n",
    "'; DROP TABLE stock; --",
    "\ud800",
    None,
    7,
    [],
    {},
]


@SQLITE_ALONE
@pytest.mark.parametrize("value", HOSTILE, ids=repr)
@pytest.mark.parametrize("field", ["order_id", "sku"])
def test_hostile_field_is_refused_and_reserves_nothing(
    app: Flask, on_hand: OnHand, field: str, value: object
) -> None:
    body = {"order_id": "order-1", "sku": "TEA-ASSAM", "quantity": 2, field: value}
    if (field, value) == ("sku", "x" * 37):
        body["sku"] = "X" * 65
    response = app.test_client().post("/reservations", json=body)
    assert response.status_code in (400, 422)
    assert on_hand("TEA-ASSAM") == 100_000
