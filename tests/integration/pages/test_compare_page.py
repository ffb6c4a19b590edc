"""Which two traces are compared: the page takes them in every way, and asks for what is missing."""

import pytest

from tests.integration.frontend.running_frontend import RunningFrontend
from tests.integration.pages.conftest import hold_orders
from tests.integration.pages.jaeger_double import JaegerDouble
from tests.integration.pages.page import Page

ABSENT = "ab" * 16
COMPARE = "/traces/compare"


def test_page_without_ids_asks_for_them(shop: RunningFrontend, jaeger: JaegerDouble) -> None:
    answer = shop.see(COMPARE)

    assert answer.status_code == 200
    page = Page(answer.text)
    assert page.text("h1") == "Which two traces?"
    assert [each["name"] for each in page.all("input")] == ["a", "b"]
    assert "/traces/" in page.links()


@pytest.mark.parametrize(
    "query", ["a={}&b={}", "trace={}&trace={}", "a={}&trace={}", "b={1}&a={0}"]
)
def test_two_ids_are_taken_however_they_are_given(
    shop: RunningFrontend, jaeger: JaegerDouble, query: str
) -> None:
    fast, slow = hold_orders(jaeger, 20, 4900)
    page = Page(shop.see(f"{COMPARE}?{query.format(fast, slow)}").text)
    assert page.text("h1").startswith("The second took 4.88 s longer")


@pytest.mark.parametrize("query", ["a={}", "trace={}", "a={}&b=", "trace={}&trace="])
def test_one_id_alone_is_asked_for_the_other_and_offered_a_fast_one(
    shop: RunningFrontend, jaeger: JaegerDouble, query: str
) -> None:
    fast, slow = hold_orders(jaeger, 20, 4900)

    answer = shop.see(f"{COMPARE}?{query.format(slow)}")

    assert answer.status_code == 200
    page = Page(answer.text)
    assert page.all("input", name="a", value=slow)
    assert f"{COMPARE}?b={slow}" in page.links()
    assert shop.see(f"{COMPARE}?b={slow}").headers["Location"] == f"{COMPARE}?a={fast}&b={slow}"


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("a=nonsense&b=1", ["a"]),
        ("a=1&b=nonsense", ["b"]),
        ("a=x&b=nonsense", ["a", "b"]),
        ("a=nonsense", ["a"]),
        ("trace=1&trace=nonsense", ["b"]),
    ],
)
def test_each_id_that_is_none_is_named_beside_its_field(
    shop: RunningFrontend, jaeger: JaegerDouble, query: str, wrong: list[str]
) -> None:
    answer = shop.see(f"{COMPARE}?{query}")
    told = shop.ask("GET", f"{COMPARE}?{query}").json()

    assert answer.status_code == told["status"] == 422
    assert [each["field"] for each in told["errors"]] == wrong
    assert all("is no trace id" in each["expected"] for each in told["errors"])
    page = Page(answer.text)
    refused = page.all("input", **{"aria-invalid": "true"})
    assert [each["name"] for each in refused] == wrong
    assert page.text("main").count("is no trace id") == len(wrong)


def test_each_trace_that_jaeger_does_not_hold_is_named(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    (held,) = hold_orders(jaeger, 20)
    for a, b, absent in (
        (ABSENT, held, ["a"]),
        (held, ABSENT, ["b"]),
        (ABSENT, "cd" * 16, ["a", "b"]),
    ):
        answer = shop.see(f"{COMPARE}?a={a}&b={b}")
        told = shop.ask("GET", f"{COMPARE}?a={a}&b={b}").json()
        assert answer.status_code == told["status"] == 404
        assert [each["field"] for each in told["errors"]] == absent
        assert Page(answer.text).text("main").count("Jaeger has no trace") == len(absent)
        assert Page(answer.text).all("input", name="a", value=a)


def test_more_than_two_are_too_many(shop: RunningFrontend, jaeger: JaegerDouble) -> None:
    held = hold_orders(jaeger, 20, 21, 22)
    answer = shop.see(f"{COMPARE}?" + "&".join(f"trace={each}" for each in held))
    assert answer.status_code == 422
    assert "Two traces are compared; 3 are chosen." in Page(answer.text).text("main")
    assert "/traces/" in Page(answer.text).links()
