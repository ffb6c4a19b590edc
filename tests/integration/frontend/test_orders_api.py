"""Orders over the API: what is answered and what is kept, in good times and in bad ones."""

import uuid
from typing import Any

import pytest

from tests.integration.frontend import inventory_double as double
from tests.integration.frontend.inventory_double import InventoryDouble
from tests.integration.frontend.running_frontend import RunningFrontend

# The inventory that hangs and the one that drips would go on for 30 s.
LATEST_S = 25


def test_products_are_listed(frontend: RunningFrontend) -> None:
    answer = frontend.ask("GET", "/api/products")

    assert answer.status_code == 200
    assert [product["sku"] for product in answer.json()["products"]] == [
        "TEA-ASSAM",
        "TEA-DARJEELING",
        "TEA-EARL-GREY",
        "TEA-JASMINE",
        "TEA-ROOIBOS",
        "TEA-SILVER-NEEDLE",
    ]
    assert answer.json()["trace_id"] in answer.headers["traceresponse"]


def test_order_is_confirmed_and_can_be_looked_at(
    frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    placed = frontend.order("TEA-ASSAM", 2)

    order = placed.json()
    assert placed.status_code == 201
    assert order == {
        "id": str(uuid.UUID(order["id"])),
        "state": "confirmed",
        "sku": "TEA-ASSAM",
        "quantity": 2,
        "unit_price_pence": 780,
        "total_pence": 1560,
        "currency": "GBP",
        "lead_time_days": 1,
        "reason": None,
        "placed_at": order["placed_at"],
        "trace_id": placed.headers["traceresponse"].split("-")[1],
        "sampled": True,
    }
    assert placed.headers["Location"] == f"/api/orders/{order['id']}"
    assert frontend.ask("GET", placed.headers["Location"]).json() == order
    assert [asked.body for asked in inventory.asked] == [
        {"order_id": order["id"], "sku": "TEA-ASSAM", "quantity": 2}
    ]


def test_order_for_more_than_there_is_says_how_many_are_left(
    frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    inventory.behave = double.answer_problem(409, "out-of-stock", detail="Only 3.", available=3)

    answer = frontend.order("TEA-SILVER-NEEDLE", 9)

    problem = answer.json()
    assert answer.status_code == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert problem == {
        "type": "urn:sandbox:problem:out-of-stock",
        "title": "Conflict",
        "status": 409,
        "detail": "Only 3.",
        "order_id": problem["order_id"],
        "sku": "TEA-SILVER-NEEDLE",
        "available": 3,
        "trace_id": answer.headers["traceresponse"].split("-")[1],
    }
    order = frontend.ask("GET", f"/api/orders/{problem['order_id']}").json()
    assert (order["state"], order["reason"], order["trace_id"]) == (
        "failed",
        {"status": 409, "kind": "out-of-stock", "detail": "Only 3.", "available": 3},
        problem["trace_id"],
    )


def test_order_of_an_unknown_product_is_not_saved(
    frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    answer = frontend.order("TEA-NONE")

    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:sandbox:problem:unknown-product"
    assert "order_id" not in answer.json()
    assert inventory.asked == []


FAILURES: list[tuple[str, Any, int, str]] = [
    ("third party down", double.answer_problem(503, "thirdparty-down"), 503, "thirdparty-down"),
    ("third party late", double.answer_problem(504, "thirdparty-late"), 504, "thirdparty-late"),
    ("third party wrong", double.answer_problem(502, "thirdparty-wrong"), 502, "thirdparty-wrong"),
    ("its database down", double.answer_problem(503, "database-down"), 503, "database-down"),
    ("another status", double.answer_problem(500, "database-down"), 502, "inventory-wrong"),
    ("another problem", double.answer_problem(500, "unexpected"), 502, "inventory-wrong"),
    ("unknown there", double.answer_problem(404, "unknown-product"), 502, "inventory-wrong"),
    ("redirect", double.answer_document(307, {}), 502, "inventory-wrong"),
    ("another conflict", double.answer_problem(409, "order-differs"), 502, "inventory-wrong"),
    ("no stock told", double.answer_problem(409, "out-of-stock"), 502, "inventory-wrong"),
    ("no JSON", double.speak_no_json, 502, "inventory-wrong"),
    ("no HTTP", double.speak_no_http, 502, "inventory-wrong"),
    ("a list", double.answer_document(201, []), 502, "inventory-wrong"),
    ("an empty object", double.answer_document(201, {}), 502, "inventory-wrong"),
    ("a price as text", double.answer_reservation(unit_price_pence="780"), 502, "inventory-wrong"),
    ("a price without end", double.answer_reservation(total_pence=10**40), 502, "inventory-wrong"),
    ("no currency", double.answer_reservation(currency="\x00"), 502, "inventory-wrong"),
    ("another order", double.answer_reservation(order_id="another"), 502, "inventory-wrong"),
    ("another quantity", double.answer_reservation(quantity=77), 502, "inventory-wrong"),
    ("half an answer", double.break_off, 502, "inventory-wrong"),
    ("reset", double.reset_connection, 503, "inventory-down"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("behave", "status", "kind"), [one[1:] for one in FAILURES], ids=[one[0] for one in FAILURES]
)
def test_order_fails_honestly_and_is_kept(
    frontend: RunningFrontend, inventory: InventoryDouble, behave: Any, status: int, kind: str
) -> None:
    inventory.behave = behave

    fails_honestly(frontend, status, kind)


@pytest.mark.parametrize("behave", [double.hang, double.drip])
def test_order_of_an_inventory_that_is_late_fails_in_time(
    hasty_frontend: RunningFrontend, inventory: InventoryDouble, behave: Any
) -> None:
    inventory.behave = behave

    answer = fails_honestly(hasty_frontend, 504, "inventory-late")

    assert answer.elapsed.total_seconds() < LATEST_S


def fails_honestly(frontend: RunningFrontend, status: int, kind: str) -> Any:
    """Place an order that must fail, and be kept; return its answer."""
    answer = frontend.order()
    assert (answer.status_code, answer.headers["Content-Type"]) == (
        status,
        "application/problem+json",
    )
    assert answer.json()["type"] == f"urn:sandbox:problem:{kind}"
    order = frontend.ask("GET", f"/api/orders/{answer.json()['order_id']}").json()
    assert (order["state"], order["reason"]["status"], order["reason"]["kind"]) == (
        "failed",
        status,
        kind,
    )
    return answer


def test_order_with_nobody_listening_fails_as_503(
    frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    inventory.stop()
    try:
        answer = frontend.order()
    finally:
        inventory.start()

    assert (answer.status_code, answer.json()["type"], answer.headers["Retry-After"]) == (
        503,
        "urn:sandbox:problem:inventory-down",
        "1",
    )


def test_words_of_the_inventory_are_kept_without_what_no_database_takes(
    frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    detail = "a\x00b\ud800c\u202e" + "d" * 10_000
    inventory.behave = double.answer_problem(503, "thirdparty-down", detail=detail)

    problem = frontend.order().json()

    assert problem["detail"] == "abc" + "d" * 494


def test_unknown_order_is_404(frontend: RunningFrontend) -> None:
    answer = frontend.ask("GET", f"/api/orders/{uuid.uuid4()}")

    assert (answer.status_code, answer.json()["type"]) == (404, "urn:sandbox:problem:unknown-order")
