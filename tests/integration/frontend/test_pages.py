"""The pages: what a customer sees and does, in good times and in bad ones."""

import re
import uuid
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.integration.frontend import inventory_double as double
from tests.integration.frontend.inventory_double import InventoryDouble
from tests.integration.frontend.running_frontend import RunningFrontend

UNKNOWN_ORDER = "3f0c6a52-8f0e-4d0e-9a53-1f6f0d6f7b11"


class Page(HTMLParser):
    """The elements and the text of a page."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(answer.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        """What can be read, with single spaces."""
        return " ".join(" ".join(self.words).split())

    def all(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        """Return the attributes of each element that fits."""
        return [
            found
            for name, found in self.elements
            if name == tag and attributes.items() <= found.items()
        ]

    def value(self, name: str) -> str:
        """Return the value of the first input of a name."""
        return self.all("input", name=name)[0]["value"] or ""


def order_page(frontend: RunningFrontend, answer: Any) -> Page:
    assert answer.status_code == 303
    page = frontend.see(answer.headers["Location"])
    assert page.status_code == 200
    return Page(page)


def fields(**changed: str) -> dict[str, str]:
    return {"sku": "TEA-ASSAM", "quantity": "2", "key": uuid.uuid4().hex, **changed}


def test_catalogue_has_a_form_for_each_product(frontend: RunningFrontend) -> None:
    page = Page(frontend.see("/"))

    assert len(page.all("form", method="post", action="/")) == 6
    assert "Silver Needle" in page.text
    keys = [found["value"] for found in page.all("input", name="key")]
    assert len(set(keys)) == 6


def test_order_leads_to_its_page(frontend: RunningFrontend) -> None:
    answer = frontend.send_form(**fields())

    page = order_page(frontend, answer)
    assert page.text.count("Order confirmed") == 2
    assert "Assam, £15.60, in 1 day." in page.text
    trace_id = answer.headers["traceresponse"].split("-")[1]
    assert page.all("a", href=f"/traces/{trace_id}/")


def test_double_click_makes_one_order(
    frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    same = fields()

    answers = [frontend.send_form(**same), frontend.send_form(**same)]

    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert len(inventory.asked) == 1


@pytest.mark.parametrize(
    "quantity", ["0", "-1", "1001", "", "x", "1.5", "9" * 5000, "\x00", "٣٣٣٣"]
)
def test_wrong_quantity_is_told_next_to_the_field_and_kept(
    frontend: RunningFrontend, inventory: InventoryDouble, quantity: str
) -> None:
    answer = frontend.send_form(**fields(sku="TEA-JASMINE", quantity=quantity))

    page = Page(answer)
    (field,) = page.all("input", **{"aria-invalid": "true"})
    assert answer.status_code == 422
    assert (field["id"], field.get("value", "")) == ("quantity_TEA-JASMINE", quantity)
    assert field["aria-describedby"] in {found.get("id") for found in page.all("p")}
    assert page.text.count("Order a whole number from 1 to 1000.") == 2
    assert page.all("a", href="#quantity_TEA-JASMINE")
    assert inventory.asked == []


@pytest.mark.parametrize("sku", ["TEA-NONE", "no sku", "", "<script>alert(1)</script>"])
def test_unknown_product_is_told(frontend: RunningFrontend, sku: str) -> None:
    answer = frontend.send_form(**fields(sku=sku))

    assert answer.status_code == 422
    assert "The shop has no such product." in Page(answer).text
    assert "<script>" not in answer.text


def test_form_that_has_placed_an_order_can_place_another(
    frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    used = fields()
    frontend.send_form(**used)

    answer = frontend.send_form(**{**used, "quantity": "3"})

    page = Page(answer)
    assert (answer.status_code, page.all("input", id="quantity_TEA-ASSAM")[0]["value"]) == (
        422,
        "3",
    )
    assert "This form has placed an order already." in page.text
    fresh = page.all("input", id="key_TEA-ASSAM")[0]["value"]
    assert frontend.send_form(**{**used, "quantity": "3", "key": str(fresh)}).status_code == 303


def test_sold_out_product_is_told_on_the_page_of_the_order(
    frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    inventory.behave = double.answer_problem(409, "out-of-stock", available=3)

    page = order_page(frontend, frontend.send_form(**fields(sku="TEA-SILVER-NEEDLE", quantity="9")))

    assert "Order failed" in page.text
    assert "Only 3 of Silver Needle are left." in page.text
    assert not page.all("button")


def test_failure_is_told_and_can_be_tried_again(
    frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    inventory.behave = double.answer_problem(504, "thirdparty-late", detail="after 8 s")
    answer = frontend.send_form(**fields())
    page = order_page(frontend, answer)
    assert "The third party took too long to say the price." in page.text
    assert "504 thirdparty-late: after 8 s" in page.text

    inventory.behave = double.reserve
    names = ("csrfmiddlewaretoken", "sku", "quantity", "key")
    retry = {name: page.value(name) for name in names}
    again = frontend.ask("POST", "/", data=retry, headers={"Accept": "text/html"})

    assert again.headers["Location"] == answer.headers["Location"]
    assert "Order confirmed" in order_page(frontend, again).text


def test_try_that_fails_again_is_told_apart_from_the_first(
    frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    inventory.behave = double.answer_problem(503, "thirdparty-down")
    answer = frontend.send_form(**fields())
    first = order_page(frontend, answer)
    retry = {name: first.value(name) for name in ("sku", "quantity", "key")}

    again = order_page(frontend, frontend.send_form(**retry))
    third = order_page(frontend, frontend.send_form(**retry))

    assert "failed again" not in first.text
    assert "Tried" not in first.text
    assert again.text.count("Order failed again") == 2, "in the title and in the heading"
    assert "Tried 2 times, the last one at " in again.text
    assert "Tried 3 times, the last one at " in third.text


def test_order_placed_over_the_api_without_a_key_can_be_tried_again_on_its_page(
    frontend: RunningFrontend, hasty_frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    inventory.behave = double.hang
    order_id = hasty_frontend.order().json()["order_id"]
    page = Page(frontend.see(f"/orders/{order_id}/"))
    assert "The inventory took too long to answer" in page.text

    inventory.behave = double.reserve
    again = frontend.send_form(**{name: page.value(name) for name in ("sku", "quantity", "key")})

    assert again.headers["Location"] == f"/orders/{order_id}/"
    assert {asked.body["order_id"] for asked in inventory.asked} == {order_id}
    assert "Order confirmed" in order_page(frontend, again).text


def test_words_of_others_do_nothing_on_a_page(
    frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    inventory.behave = double.answer_problem(503, "thirdparty-down", detail="<script>x</script>")

    answer = frontend.send_form(**fields())

    assert "<script>x" not in frontend.see(answer.headers["Location"]).text


@pytest.mark.parametrize("path", ["/nowhere", "/orders/7/", f"/orders/{UNKNOWN_ORDER}/"])
def test_address_that_leads_nowhere_has_a_page(frontend: RunningFrontend, path: str) -> None:
    answer = frontend.see(path)

    page = Page(answer)
    trace_id = answer.headers["traceresponse"].split("-")[1]
    assert (answer.status_code, page.all("h1") != [], trace_id in page.text) == (404, True, True)
    assert "Not Found" in page.text


def test_page_without_its_last_slash_is_found(frontend: RunningFrontend) -> None:
    location = frontend.send_form(**fields()).headers["Location"]

    answer = frontend.see(location.rstrip("/"))

    assert (answer.status_code, answer.headers["Location"]) == (301, location)


def test_form_from_elsewhere_is_refused_in_words(
    frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    frontend.see("/")
    answer = frontend.ask("POST", "/", data=fields(), headers={"Accept": "text/html"})

    assert answer.status_code == 403
    assert "Load the page again" in Page(answer).text
    assert inventory.asked == []


@pytest.mark.parametrize("path", ["/", "/nowhere", "/api/docs", "order"])
def test_page_is_accessible_and_asks_nobody_else(frontend: RunningFrontend, path: str) -> None:
    if path == "order":
        path = frontend.send_form(**fields()).headers["Location"]
    answer = frontend.see(path)

    page = Page(answer)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert page.all("style") == []
    assert [found for _, found in page.elements if "style" in found] == []
    if path == "/api/docs":
        return
    assert page.all("html", lang="en")
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    assert page.all("a", href="#main")
    assert page.all("script") == []
    named = {found.get("for") for found in page.all("label")}
    visible = [found for found in page.all("input") if found.get("type") != "hidden"]
    assert {found["id"] for found in visible} <= named
    identifiers = [found["id"] for _, found in page.elements if found.get("id")]
    assert len(identifiers) == len(set(identifiers))
    asked = re.findall(r'(?:src|href)="([^"]*)"', answer.text)
    assert all(one.startswith(("/", "#", "http://jaeger.example")) for one in asked)
