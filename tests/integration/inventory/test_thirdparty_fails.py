"""A third party that is down, late or wrong: an honest status in time, and nothing reserved."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from tests.closed_port import closed_port
from tests.integration.inventory.conftest import BuildApp, ThirdPartyDouble
from tests.raw_server import answer

ORDER = {"order_id": "order-1", "sku": "TEA-ASSAM", "quantity": 2}
TIMEOUT_S = 2.0
MARGIN_S = 15.0


def reserve(app: Flask) -> Any:
    return app.test_client().post("/reservations", json=ORDER)


def said(response: Any) -> tuple[int, str, str]:
    document = response.get_json()
    return response.status_code, document["type"].rpartition(":")[2], document["detail"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("reply", "detail"),
    [
        (answer(b"{}", "500 Oh"), "The third party answered 500."),
        (answer(b"{}", "429 Too Many"), "The third party answered 429."),
        (answer(b"<html>", "502 Bad"), "The third party answered 502 without JSON."),
        (b"\x00\x01\r\n\r\n", "The third party sent an answer that is not HTTP."),
    ],
)
def test_thirdparty_that_is_wrong_is_502(
    app: Flask,
    on_hand: Callable[[str], int],
    thirdparty: ThirdPartyDouble,
    reply: bytes,
    detail: str,
) -> None:
    thirdparty.reply = reply
    assert said(reserve(app)) == (502, "thirdparty-wrong", detail)
    assert on_hand("TEA-ASSAM") == 100_000


def test_thirdparty_that_is_down_is_503(build_app: BuildApp, sqlite_url: str) -> None:
    app = build_app(sqlite_url, thirdparty_url=f"http://127.0.0.1:{closed_port()}")
    response = reserve(app)
    assert said(response) == (
        503,
        "thirdparty-down",
        "The third party does not take connections, or drops them.",
    )
    assert response.headers["Retry-After"] == "1"


def test_thirdparty_that_is_late_is_504(
    build_app: BuildApp,
    database_url: str,
    on_hand: Callable[[str], int],
    thirdparty: ThirdPartyDouble,
) -> None:
    app = build_app(database_url, thirdparty_timeout_s=TIMEOUT_S)
    thirdparty.answering.clear()
    started = time.monotonic()
    response = reserve(app)
    assert time.monotonic() - started < TIMEOUT_S + MARGIN_S
    assert said(response) == (
        504,
        "thirdparty-late",
        f"The third party did not answer within {TIMEOUT_S:g} s.",
    )
    assert on_hand("TEA-ASSAM") == 100_000


def test_order_can_be_sent_again_after_the_thirdparty_failed(
    app: Flask, on_hand: Callable[[str], int], thirdparty: ThirdPartyDouble
) -> None:
    good, thirdparty.reply = thirdparty.reply, answer(b"{}", "500 Oh")
    assert reserve(app).status_code == 502
    thirdparty.reply = good
    assert reserve(app).status_code == 201
    assert on_hand("TEA-ASSAM") == 99_998


def test_no_transaction_is_open_while_the_thirdparty_thinks(
    app: Flask, engine: Engine, thirdparty: ThirdPartyDouble
) -> None:
    thirdparty.answering.clear()
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(reserve, app)
        thirdparty.await_question()
        with engine.begin() as connection:
            connection.execute(text("UPDATE stock SET on_hand = on_hand - 1"))
            assert others_in_transaction(engine, connection) == []
        thirdparty.answering.set()
        assert asked.result().status_code == 201
    with engine.connect() as connection:
        query = text("SELECT on_hand FROM stock WHERE sku = 'TEA-ASSAM'")
        assert connection.execute(query).scalar_one() == 100_000 - 1 - 2


def others_in_transaction(engine: Engine, connection: Any) -> list[Any]:
    """Return PostgreSQL's other connections that hold a transaction open; SQLite keeps no list."""
    if engine.dialect.name == "sqlite":
        return []
    query = text(
        "SELECT state, query FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND (state <> 'idle' OR xact_start IS NOT NULL)"
    )
    return list(connection.execute(query).all())
