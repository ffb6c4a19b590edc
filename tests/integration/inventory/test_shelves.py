"""The shelves: what is on them, and a delivery that never takes anything off."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask
from sqlalchemy import Engine, text

from inventory.database import FIRST_STOCK
from tests.integration.inventory.conftest import BuildApp

OnHand = Callable[[str], int]
PutOnShelf = Callable[[str, int], None]

ROUNDS = 40
AT_ONCE = 8


def deliver(app: Flask, **options: Any) -> Any:
    return app.test_client().post("/deliveries", **options)


def reserve(app: Flask, order_id: str, quantity: int) -> Any:
    body = {"order_id": order_id, "sku": "TEA-ASSAM", "quantity": quantity}
    return app.test_client().post("/reservations", json=body)


def test_stock_is_what_is_on_each_shelf(app: Flask, put_on_shelf: PutOnShelf) -> None:
    put_on_shelf("TEA-ASSAM", 99_998)
    put_on_shelf("TEA-JASMINE", 0)

    answer = app.test_client().get("/stock")

    stock = {**FIRST_STOCK, "TEA-ASSAM": 99_998, "TEA-JASMINE": 0}
    assert (answer.status_code, answer.get_json()) == (200, {"stock": stock, "trace_id": ""})


def test_delivery_fills_every_shelf_and_lowers_none(app: Flask, put_on_shelf: PutOnShelf) -> None:
    put_on_shelf("TEA-SILVER-NEEDLE", 0)
    put_on_shelf("TEA-JASMINE", 99_999)
    put_on_shelf("TEA-ASSAM", 100_001)

    answers = [deliver(app), deliver(app, json={})]

    stock = {**FIRST_STOCK, "TEA-ASSAM": 100_001}
    for answer in answers:
        assert (answer.status_code, answer.get_json()) == (200, {"stock": stock, "trace_id": ""})
    assert app.test_client().get("/stock").get_json()["stock"] == stock


def test_sold_out_product_can_be_ordered_after_a_delivery(
    app: Flask, put_on_shelf: PutOnShelf, on_hand: OnHand
) -> None:
    put_on_shelf("TEA-ASSAM", 0)
    assert reserve(app, "order-1", 2).status_code == 409

    deliver(app)

    assert reserve(app, "order-1", 2).status_code == 201
    assert on_hand("TEA-ASSAM") == 99_998


def test_deliveries_at_once_never_wait_for_each_other(app: Flask, put_on_shelf: PutOnShelf) -> None:
    """Had each its own way past the shelves, two of them would each hold what the other wants."""

    def sell_and_deliver(sku: str) -> int:
        put_on_shelf(sku, 0)
        return int(deliver(app).status_code)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        statuses = set(pool.map(sell_and_deliver, [*FIRST_STOCK] * ROUNDS))

    assert statuses == {200}
    assert app.test_client().get("/stock").get_json()["stock"] == FIRST_STOCK


def test_shelf_that_is_locked_for_long_is_503(
    build_app: BuildApp, database_url: str, engine: Engine, put_on_shelf: PutOnShelf
) -> None:
    hasty = build_app(database_url, database_timeout_s=0.5)
    put_on_shelf("TEA-ASSAM", 0)
    with engine.connect() as connection:
        connection.execute(text("UPDATE stock SET on_hand = 1 WHERE sku = 'TEA-ASSAM'"))
        answer = deliver(hasty)
        connection.rollback()

    assert (answer.status_code, answer.get_json()["type"]) == (
        503,
        "urn:sandbox:problem:database-down",
    )
    assert deliver(hasty).get_json()["stock"] == FIRST_STOCK
