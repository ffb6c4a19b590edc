"""The list of traces as a place to search: its fields, its pages, and what it leads to."""

import secrets
import time

import pytest

from tests.browser.made_traces import BIDI, SCRIPT
from tests.browser.otlp import MadeSpan
from tests.integration.frontend.running_frontend import RunningFrontend
from tests.integration.pages.conftest import hold_orders, order_spans
from tests.integration.pages.jaeger_double import JaegerDouble
from tests.integration.pages.page import Page
from tests.integration.pages.test_trace_list import rows_of

DAY_S = 86_400.0


def link_of(shop: RunningFrontend, query: str, text: str) -> str:
    """Return the query that a link of the list leads to; empty where there is no such link."""
    page = Page(shop.see(f"/traces/{query}").text)
    return next(
        (href.partition("/traces/")[2] for href, said in page.anchors() if said == text), ""
    )


def test_pages_lead_through_all_traces_and_back(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    held = hold_orders(jaeger, *range(20, 80))
    seen, query = [], "?service=inventory"
    while query:
        seen += rows_of(shop, query)
        query = link_of(shop, query, "Older traces")
    assert seen == held[::-1]
    second = link_of(shop, "?service=inventory", "Older traces")
    assert link_of(shop, second, "Newest traces") == "?service=inventory"


def test_every_field_narrows_and_stays_filled_in(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    fast, slow = hold_orders(jaeger, 20, 4_900)
    fields = {
        "operation=look_up_price": [slow, fast],
        "operation=nothing": [],
        "min_duration=250ms": [slow],
        "since=5m": [slow, fast],
        "until=5m": [],
        "since=2020-01-01&until=now": [slow, fast],
        "order=nobody": [],
        "limit=1": [slow],
    }
    found = {query: rows_of(shop, f"?{query}") for query in fields}
    assert found == fields
    page = Page(shop.see("/traces/?operation=look_up_price&min_duration=250ms").text)
    kept = {field["name"]: field.get("value") for field in page.all("input", type="text")}
    assert kept["operation"] == "look_up_price"
    assert kept["min_duration"] == "250ms"


def test_order_is_found_by_its_id(shop: RunningFrontend, jaeger: JaegerDouble) -> None:
    hold_orders(jaeger, 20)
    spans = order_spans()
    spans[1].attributes["app.order.id"] = "7f1c"
    wanted = jaeger.hold(secrets.token_hex(16), spans, time.time() - 500)
    assert rows_of(shop, "?order=7f1c") == [wanted]


@pytest.mark.parametrize(
    ("query", "field", "example"),
    [
        ("min_duration=fast", "min_duration", "250ms"),
        ("since=yesterday", "since", "15m"),
        ("until=%00", "until", ""),
        ("since=5m&until=10m", "until", "after"),
        ("limit=0", "limit", "1"),
    ],
)
def test_wrong_field_is_told_with_an_example(
    shop: RunningFrontend, jaeger: JaegerDouble, query: str, field: str, example: str
) -> None:
    answer = shop.ask("GET", f"/traces/?{query}")
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == field
    assert example in error["expected"]
    seen = shop.see(f"/traces/?{query}&operation=collect")
    assert seen.status_code == 422
    page = Page(seen.text)
    assert example in page.text("li")
    assert page.all("input", name="operation", value="collect")


def test_page_looks_again_by_itself_where_that_is_wanted(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    hold_orders(jaeger, 20)
    assert "Refresh" not in shop.see("/traces/").headers
    live = link_of(shop, "?service=frontend", "Keep looking")
    assert shop.see(f"/traces/{live}").headers["Refresh"] == "5"
    assert link_of(shop, live, "Stop") == "?service=frontend"


def test_two_are_ticked_and_compared(shop: RunningFrontend, jaeger: JaegerDouble) -> None:
    held = hold_orders(jaeger, 20, 21)
    page = Page(shop.see("/traces/").text)
    assert [box["value"] for box in page.all("input", name="trace")] == held[::-1]
    assert page.all("form", action="/traces/compare", method="get")
    assert "Compare the two ticked" in page.text("button")


def test_assets_are_left_out_and_can_be_listed(shop: RunningFrontend, jaeger: JaegerDouble) -> None:
    (order,) = hold_orders(jaeger, 20)
    path = {"url.path": "/favicon.ico"}
    asset = [MadeSpan("frontend", "GET", 0, 3, kind="server", attributes=path)]
    icon = jaeger.hold(secrets.token_hex(16), asset, time.time() - 5)
    assert rows_of(shop) == [order]
    assert rows_of(shop, link_of(shop, "", "List them too")) == [icon, order]


def test_wrong_clocks_are_listed_and_told(shop: RunningFrontend, jaeger: JaegerDouble) -> None:
    behind = jaeger.hold(secrets.token_hex(16), order_spans(), time.time() - 3 * DAY_S)
    ahead = jaeger.hold(secrets.token_hex(16), order_spans(), time.time() + 1_200)
    assert rows_of(shop) == [ahead, behind]
    assert "1 begins in the future: a clock is ahead." in shop.see("/traces/").text
    assert rows_of(shop, link_of(shop, "", "Without them")) == [behind]


def test_slowest_beyond_the_first_can_be_listed(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    hold_orders(jaeger, *range(20, 80))
    slowest = rows_of(shop, "?sort=slowest")
    more = rows_of(shop, link_of(shop, "?sort=slowest", "More of them"))
    assert (len(slowest), len(more)) == (25, 50)
    assert more[:25] == slowest


def test_hostile_text_in_a_field_is_text(shop: RunningFrontend, jaeger: JaegerDouble) -> None:
    hold_orders(jaeger, 20)
    answer = shop.ask("GET", "/traces/", params={"operation": SCRIPT + BIDI, "order": '"><b>'})
    assert answer.status_code == 200
    assert SCRIPT not in answer.text
    assert "<b>" not in answer.text
    assert "\u202e" not in answer.text
