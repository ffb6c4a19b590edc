"""What is in stock, and how it gets there again: for programs and on the page."""

from typing import Any

import pytest

from tests.integration.frontend import inventory_double as double
from tests.integration.frontend.conftest import over_postgresql
from tests.integration.frontend.inventory_double import STOCK, InventoryDouble
from tests.integration.frontend.running_frontend import RunningFrontend
from tests.integration.frontend.test_pages import Page
from tests.span_receiver import SpanReceiver

pytestmark = over_postgresql

# The inventory that hangs and the one that drips would go on for 30 s, and the shop wait for 20.
LATEST_S = 15
UNKNOWN = "The inventory does not say what is in stock."
NOTHING_KNOWN = dict.fromkeys(STOCK)

WRONG: list[tuple[str, Any, int, str]] = [
    ("its database down", double.answer_problem(503, "database-down"), 503, "database-down"),
    ("another problem", double.answer_problem(500, "unexpected"), 502, "inventory-wrong"),
    ("no such address", double.answer_problem(404, "not-found"), 502, "inventory-wrong"),
    ("no JSON", double.speak_no_json, 502, "inventory-wrong"),
    ("no stock", double.answer_document(200, {}), 502, "inventory-wrong"),
    ("a list", double.answer_document(200, {"stock": [1]}), 502, "inventory-wrong"),
    ("a text", double.answer_document(200, {"stock": {"TEA-ASSAM": "7"}}), 502, "inventory-wrong"),
    ("below none", double.answer_document(200, {"stock": {"TEA-ASSAM": -1}}), 502,
     "inventory-wrong"),
    ("without end", double.answer_document(200, {"stock": {"TEA-ASSAM": 10**40}}), 502,
     "inventory-wrong"),
    ("half an answer", double.break_off, 502, "inventory-wrong"),
    ("reset", double.reset_connection, 503, "inventory-down"),
]  # fmt: skip
wrong_inventories = pytest.mark.parametrize(
    ("tell_stock", "status", "kind"), [one[1:] for one in WRONG], ids=[one[0] for one in WRONG]
)


def in_stock(answer: Any) -> dict[str, int | None]:
    """Return what is in stock of each product."""
    return {product["sku"]: product["in_stock"] for product in answer.json()["products"]}


def test_products_tell_what_is_in_stock(
    frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    answer = frontend.ask("GET", "/api/products")

    assert (answer.status_code, in_stock(answer)) == (200, STOCK)
    assert inventory.looks == ["GET /stock"]


def test_catalogue_tells_what_is_in_stock(
    frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    page = Page(frontend.see("/"))

    told = [
        words for words in page.words if words in ("99,998 in stock", "Sold out", "Only 5 left")
    ]
    assert told == ["99,998 in stock", "Sold out", "Only 5 left"]
    assert page.text.count("100,000 in stock") == 3
    assert UNKNOWN not in page.text
    assert inventory.looks == ["GET /stock"]


def test_product_that_the_inventory_does_not_count_comes_without_a_number(
    frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    inventory.tell_stock = double.answer_document(200, {"stock": {"TEA-ASSAM": 7, "COFFEE": 1}})

    assert in_stock(frontend.ask("GET", "/api/products")) == {**NOTHING_KNOWN, "TEA-ASSAM": 7}
    assert UNKNOWN not in Page(frontend.see("/")).text


@wrong_inventories
def test_catalogue_comes_without_a_number_where_the_inventory_answers_wrongly(
    frontend: RunningFrontend, inventory: InventoryDouble, tell_stock: Any, status: int, kind: str
) -> None:
    inventory.tell_stock = tell_stock

    catalogue_comes_without_a_number(frontend)


@pytest.mark.parametrize("tell_stock", [double.hang, double.drip])
def test_catalogue_does_not_wait_for_an_inventory_that_is_late(
    frontend: RunningFrontend, inventory: InventoryDouble, tell_stock: Any
) -> None:
    inventory.tell_stock = tell_stock

    for answer in catalogue_comes_without_a_number(frontend):
        assert answer.elapsed.total_seconds() < LATEST_S


def test_catalogue_comes_with_nobody_listening(
    frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    inventory.stop()
    try:
        catalogue_comes_without_a_number(frontend)
    finally:
        inventory.start()


def catalogue_comes_without_a_number(frontend: RunningFrontend) -> list[Any]:
    """Look at the products as a program and as people; return both answers."""
    products, page = frontend.ask("GET", "/api/products"), frontend.see("/")
    assert (products.status_code, in_stock(products)) == (200, NOTHING_KNOWN)
    assert (page.status_code, UNKNOWN in Page(page).text) == (200, True)
    assert "in stock</p>" not in page.text
    assert len(Page(page).all("form", action="/")) == len(STOCK)
    return [products, page]


def test_unknown_stock_shows_in_the_trace_and_fails_no_page(
    frontend: RunningFrontend, inventory: InventoryDouble, span_receiver: SpanReceiver
) -> None:
    inventory.tell_stock = double.answer_problem(503, "database-down")

    answer = frontend.see("/")

    spans = span_receiver.trace(answer.headers["traceresponse"].split("-")[1])
    assert {span.name: span.status for span in spans if span.status != "unset"} == {"GET": "error"}


def test_delivery_tells_what_is_in_stock_now(
    frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    answer = frontend.ask("POST", "/api/deliveries")

    assert (answer.status_code, in_stock(answer)) == (200, STOCK)
    assert answer.json()["trace_id"] in answer.headers["traceresponse"]
    assert inventory.looks == ["POST /deliveries"]


@wrong_inventories
def test_delivery_that_cannot_be_says_why(
    frontend: RunningFrontend, inventory: InventoryDouble, tell_stock: Any, status: int, kind: str
) -> None:
    inventory.tell_stock = tell_stock

    answer = frontend.ask("POST", "/api/deliveries")

    assert (answer.status_code, answer.headers["Content-Type"], answer.json()["type"]) == (
        status,
        "application/problem+json",
        f"urn:sandbox:problem:{kind}",
    )
    assert answer.headers.get("Retry-After") == ("1" if status == 503 else None)


def test_delivery_that_is_late_is_504(
    hasty_frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    inventory.tell_stock = double.hang

    answer = hasty_frontend.ask("POST", "/api/deliveries")

    assert (answer.status_code, answer.json()["detail"]) == (
        504,
        "The inventory did not answer within 2 s.",
    )


def test_button_refills_the_shelves_and_leads_back(
    frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    assert Page(frontend.see("/")).all("form", method="post", action="/deliveries/")
    inventory.looks.clear()

    answer = frontend.send_form("/deliveries/")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert inventory.looks == ["GET /stock", "POST /deliveries"]


def test_button_without_an_inventory_says_so_on_a_page(
    frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    inventory.tell_stock = double.answer_problem(503, "database-down", detail="No database.")

    answer = frontend.send_form("/deliveries/")

    assert answer.status_code == 503
    assert "No database." in Page(answer).text


def test_delivery_of_a_form_from_elsewhere_is_refused(
    frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    answer = frontend.ask("POST", "/deliveries/", headers={"Accept": "text/html"})

    assert answer.status_code == 403
    assert inventory.looks == []
