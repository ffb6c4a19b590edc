"""What an order is asked to break: chosen on a page, kept beside its trace, told when asked."""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
import requests

from tests.integration.frontend.running_frontend import RunningFrontend
from tests.integration.pages.conftest import hold_orders, order_spans
from tests.integration.pages.jaeger_double import JaegerDouble
from tests.integration.pages.page import Page
from tests.span_receiver import SpanReceiver
from tracing_sandbox.faults.catalogue import SCENARIOS
from tracing_sandbox.faults.seal import Seal

SLOW = "slow-third-party"
TITLE = "Slow third party"
# The form of the catalogue that is no order: nothing is broken in it.
DELIVERY = "/deliveries/"
BAGGAGE = f"sandbox.scenario={SLOW},sandbox.seed=7"


def choose(shop: RunningFrontend, **fields: str) -> requests.Response:
    return shop.send_form("/faults/choose", **fields)


def order_at(shop: RunningFrontend, address: str) -> str:
    """Order on the page at an address; return the order's page."""
    form = {"sku": "TEA-ASSAM", "quantity": "1", "key": uuid4().hex}
    answer = shop.send_form(address, **form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def trace_of(shop: RunningFrontend, path: str) -> str:
    order_id = path.strip("/").rpartition("/")[2]
    return str(shop.ask("GET", f"/api/orders/{order_id}").json()["trace_id"])


@contextmanager
def database(shop: RunningFrontend) -> Iterator[sqlite3.Connection]:
    path = shop.directory / "shop.sqlite3"
    with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as opened:
        yield opened


def record_of(shop: RunningFrontend, trace_id: str) -> Any:
    columns = "names, delays_ms, seed, mended"
    with database(shop) as opened:
        return opened.execute(
            f"SELECT {columns} FROM tracing_sandbox_pages_planted WHERE trace_id = ?", [trace_id]
        ).fetchone()


def test_choice_goes_to_the_order_as_a_token(faulty_shop: RunningFrontend) -> None:
    chosen = choose(faulty_shop, scenario=SLOW, delay_ms="1500", mended="on")
    address = chosen.headers["Location"]
    query = parse_qs(urlsplit(address).query)
    page = Page(faulty_shop.see(address).text)

    assert chosen.status_code == 303
    assert Seal("key", SCENARIOS).open(query.pop("with")[0]) == SLOW
    assert query == {"delay_ms": ["1500"], "mended": ["true"]}
    assert f"Your next order will have: {TITLE}, mended, 1500 ms." in page.text("main")
    assert ("?", "Take it away") in page.anchors()
    assert {form["action"] for form in page.all("form")} == {address, DELIVERY}


def test_choice_is_gone_after_the_order(faulty_shop: RunningFrontend) -> None:
    path = order_at(faulty_shop, choose(faulty_shop, scenario=SLOW).headers["Location"])

    assert "~" not in faulty_shop.see(path).text
    assert path == f"/orders/{path.split('/')[2]}/"


def test_choice_stays_while_the_order_is_typed_anew(faulty_shop: RunningFrontend) -> None:
    address = choose(faulty_shop, scenario=SLOW).headers["Location"]
    refused = faulty_shop.send_form(address, sku="TEA-ASSAM", quantity="0", key=uuid4().hex)

    assert refused.status_code == 422
    assert f"Your next order will have: {TITLE}" in Page(refused.text).text("main")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"scenario": "slow-thirdparty"}, "Did you mean slow-third-party"),
        ({"scenario": SLOW, "delay_ms": "-1"}, "expected milliseconds from 0 to 30000"),
        ({"scenario": ""}, "Nothing is chosen. Choose what to break."),
        ({"scenario": "~0123"}, "There is no scenario"),
    ],
)
def test_wrong_choice_is_400_in_words(
    faulty_shop: RunningFrontend, fields: dict[str, str], said: str
) -> None:
    answer = choose(faulty_shop, **fields)

    assert answer.status_code == 400
    assert said in Page(answer.text).text("main")


def test_token_of_another_sandbox_is_said_to_be_none_of_this(faulty_shop: RunningFrontend) -> None:
    page = Page(faulty_shop.see("/?with=~0d906bcb73c26fa9db4f77ab").text)

    assert "This token is none of this sandbox's." in page.text("main")
    assert {form["action"] for form in page.all("form")} == {"/", DELIVERY}


def test_token_whose_holder_is_not_to_know_it_is_not_told(faulty_shop: RunningFrontend) -> None:
    token = Seal("key", SCENARIOS).close(SLOW)
    page = Page(faulty_shop.see(f"/?with={token}").text)

    assert "something wrong that you are to find" in page.text("main")
    assert TITLE not in page.text("body")


def test_record_is_kept_by_the_trace_from_either_door(faulty_shop: RunningFrontend) -> None:
    address = choose(faulty_shop, scenario=SLOW, delay_ms="1500").headers["Location"]
    by_page = record_of(faulty_shop, trace_of(faulty_shop, order_at(faulty_shop, address)))
    ordered = faulty_shop.order(baggage=f"{BAGGAGE},sandbox.mended=true").json()
    by_program = record_of(faulty_shop, ordered["trace_id"])
    healthy = record_of(faulty_shop, faulty_shop.order().json()["trace_id"])

    assert (by_page[0], by_page[1], by_page[3]) == (f'["{SLOW}"]', "[1500.0]", 0)
    assert by_program == (f'["{SLOW}"]', "[]", 7, 1)
    assert healthy is None


def test_record_leaves_nothing_in_the_trace(
    faulty_shop: RunningFrontend, receiver: SpanReceiver
) -> None:
    def spans_of(**headers: str) -> list[str]:
        trace_id = faulty_shop.order(**headers).json()["trace_id"]
        spans = receiver.trace(trace_id)
        return sorted(span.name for span in spans)

    assert spans_of(baggage=BAGGAGE) == spans_of()


def test_record_that_cannot_be_kept_costs_no_order(faulty_shop: RunningFrontend) -> None:
    table = "tracing_sandbox_pages_planted"
    with database(faulty_shop) as opened:
        opened.execute(f"ALTER TABLE {table} RENAME TO away")
        try:
            answer = faulty_shop.order(baggage=BAGGAGE)
        finally:
            opened.execute(f"ALTER TABLE away RENAME TO {table}")

    assert answer.status_code == 201
    assert record_of(faulty_shop, answer.json()["trace_id"]) is None
    said = faulty_shop.log.read_text()
    assert "what an order asked for is not kept: OperationalError" in said
    assert SLOW not in said


def told(shop: RunningFrontend, jaeger: JaegerDouble, look_up_ms: float, baggage: str) -> Page:
    """Order with something, let its trace be so, and look at its page."""
    hold_orders(jaeger, *[20 + each for each in range(6)])
    ordered = shop.order(baggage=baggage).json()
    jaeger.hold(ordered["trace_id"], order_spans(look_up_ms), time.time())
    return Page(shop.see(f"/orders/{ordered['id']}/").text)


def test_page_of_an_order_tells_when_asked_that_both_agree(
    faulty_shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    page = told(faulty_shop, jaeger, 3000, BAGGAGE)

    assert page.text("summary").startswith("What was asked for?")
    said = f"You asked for {TITLE}. The trace says 3.00 s in thirdparty look_up_price. They agree."
    assert said in page.text("details")


def test_page_of_an_order_tells_where_they_do_not_agree(
    faulty_shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    page = told(faulty_shop, jaeger, 22, BAGGAGE)

    said = f"You asked for {TITLE}. The trace says that nothing is out of line. They do not agree."
    assert said in page.text("details")


def test_page_of_an_order_that_was_mended_agrees_where_nothing_is_blamed(
    faulty_shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    page = told(faulty_shop, jaeger, 22, f"{BAGGAGE},sandbox.mended=true")

    assert f"You asked for {TITLE}, mended. The trace says that nothing" in page.text("details")
    assert "They agree." in page.text("details")


def test_page_of_an_order_that_asked_for_nothing_tells_nothing(
    faulty_shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    ordered = faulty_shop.order().json()
    jaeger.hold(ordered["trace_id"], order_spans(3000), time.time())

    assert "What was asked for?" not in faulty_shop.see(f"/orders/{ordered['id']}/").text


def test_order_with_a_token_that_is_not_known_is_not_told(
    faulty_shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    token = Seal("key", SCENARIOS).close(SLOW)
    page = told(faulty_shop, jaeger, 3000, f"sandbox.scenario={token}")

    assert TITLE not in page.text("body")


def test_catalogue_of_faults_shows_each_with_its_own_form(faulty_shop: RunningFrontend) -> None:
    answer = faulty_shop.see("/faults/")
    page = Page(answer.text)

    assert answer.status_code == 200
    assert [each["id"] for each in page.all("article")] == [
        each["value"] for each in page.all("input", name="scenario")
    ]
    assert {each["id"] for each in page.all("article")} == set(SCENARIOS)
    assert all(each.title in page.text("article") for each in SCENARIOS.values())
    assert all(each.teaches in page.text("article") for each in SCENARIOS.values())
    assert page.all("script") == []


def test_pages_of_faults_leave_no_trace(
    faulty_shop: RunningFrontend, receiver: SpanReceiver
) -> None:
    faulty_shop.see("/faults/")
    faulty_shop.see("/puzzle/")
    choose(faulty_shop, scenario=SLOW)
    receiver.trace(faulty_shop.order().json()["trace_id"])

    assert [s.name for s in receiver.received if re.search("faults|puzzle", s.name)] == []


@pytest.mark.parametrize("path", ["/faults/", "/faults", "/puzzle/", "/faults/choose"])
def test_where_faults_are_off_there_is_nothing_of_it(shop: RunningFrontend, path: str) -> None:
    assert shop.see(path).status_code == 404
    page = Page(shop.see("/?with=~0d906bcb73c26fa9db4f77ab").text)
    assert "on purpose" not in page.text("body")
    assert {form["action"] for form in page.all("form")} == {"/", DELIVERY}
