"""An `Idempotency-Key` makes a retry safe: one key, one order."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from tests.integration.frontend import inventory_double as double
from tests.integration.frontend.conftest import INVENTORY_TIMEOUT_S
from tests.integration.frontend.inventory_double import Exchange, InventoryDouble
from tests.integration.frontend.running_frontend import RunningFrontend
from tests.waiting import wait_until


@pytest.fixture
def key() -> str:
    """A key that no other test uses."""
    return uuid.uuid4().hex


def without_request_fields(answer: Any) -> tuple[int, dict[str, Any]]:
    return answer.status_code, answer.json()


def test_confirmed_order_is_replayed(
    frontend: RunningFrontend, inventory: InventoryDouble, key: str
) -> None:
    first = frontend.order(quantity=2, key=key)
    again = frontend.order(quantity=2, key=key)

    assert without_request_fields(first) == without_request_fields(again)
    assert "Idempotent-Replayed" not in first.headers
    assert (again.headers["Idempotent-Replayed"], again.headers["Location"]) == (
        "true",
        first.headers["Location"],
    )
    assert len(inventory.asked) == 1


def test_refused_order_is_replayed(
    frontend: RunningFrontend, inventory: InventoryDouble, key: str
) -> None:
    inventory.behave = double.answer_problem(409, "out-of-stock", available=0)
    first = frontend.order(quantity=2, key=key)
    inventory.behave = double.reserve
    again = frontend.order(quantity=2, key=key)

    assert without_request_fields(first) == without_request_fields(again)
    assert (first.status_code, again.headers["Idempotent-Replayed"]) == (409, "true")
    assert len(inventory.asked) == 1


def test_order_that_failed_on_the_way_is_tried_again(
    frontend: RunningFrontend, inventory: InventoryDouble, key: str
) -> None:
    inventory.behave = double.answer_problem(504, "thirdparty-late")
    first = frontend.order(quantity=2, key=key)
    inventory.behave = double.reserve
    again = frontend.order(quantity=2, key=key)

    assert (first.status_code, again.status_code) == (504, 201)
    assert first.json()["order_id"] == again.json()["id"]
    assert again.json()["reason"] is None
    assert again.json()["trace_id"] == again.headers["traceresponse"].split("-")[1]
    assert "Idempotent-Replayed" not in again.headers
    assert {asked.body["order_id"] for asked in inventory.asked} == {again.json()["id"]}


def test_key_with_another_order_is_refused(
    frontend: RunningFrontend, inventory: InventoryDouble, key: str
) -> None:
    frontend.order("TEA-ASSAM", 2, key=key)

    others = [frontend.order("TEA-ASSAM", 3, key=key), frontend.order("TEA-JASMINE", 2, key=key)]

    expected = "a new key: this one placed an order of 2 x TEA-ASSAM"
    assert [(answer.status_code, answer.json()["errors"]) for answer in others] == (
        [(422, [{"field": "Idempotency-Key", "expected": expected}])] * 2
    )
    assert len(inventory.asked) == 1


@pytest.mark.parametrize("key", ["", "x" * 65, "a b", "a\tb", "naïve", "a, b", "k1,k2"])
def test_key_of_the_wrong_form_is_refused(frontend: RunningFrontend, key: str) -> None:
    answer = frontend.ask(
        "POST",
        "/api/orders",
        json={"sku": "TEA-ASSAM", "quantity": 1},
        headers={"Idempotency-Key": key.encode("utf-8")},
    )

    assert answer.status_code == 422
    expected = (
        "Input should be 1 to 64 printable characters of ASCII, no space and no comma among them"
    )
    assert answer.json()["errors"] == [{"field": "Idempotency-Key", "expected": expected}]


def test_requests_at_the_same_time_make_one_order(
    frontend: RunningFrontend, inventory: InventoryDouble, key: str
) -> None:
    def wait_for_the_others(exchange: Exchange) -> None:
        wait_until(
            lambda: len(inventory.asked) >= 4, "four requests in flight", INVENTORY_TIMEOUT_S
        )
        double.reserve(exchange)

    inventory.behave = wait_for_the_others
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: frontend.order(quantity=5, key=key), range(4)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(inventory.asked) == 4


def test_order_once_confirmed_is_not_failed_by_its_twin(
    frontend: RunningFrontend, inventory: InventoryDouble, key: str
) -> None:
    def confirm_one_of_two(exchange: Exchange) -> None:
        order = f"/api/orders/{exchange.body['order_id']}"

        def confirmed() -> bool:
            return bool(requests.get(frontend.url + order).json()["state"] == "confirmed")

        if len(inventory.asked) == 1:
            wait_until(lambda: len(inventory.asked) == 2, "the second", INVENTORY_TIMEOUT_S)
            double.reserve(exchange)
        else:
            wait_until(confirmed, "the first to be confirmed", INVENTORY_TIMEOUT_S)
            double.answer_problem(503, "thirdparty-down")(exchange)

    inventory.behave = confirm_one_of_two
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: frontend.order(quantity=5, key=key), range(2)))

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
