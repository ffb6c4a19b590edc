"""The list of traces, and two of them compared."""

import json
import os
import secrets
import time
import uuid
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.browser.made_traces import large_trace
from tests.browser.otlp import MadeSpan
from tests.integration.frontend.running_frontend import RunningFrontend
from tests.integration.pages.conftest import hold_orders, order_spans
from tests.integration.pages.jaeger_double import JaegerDouble
from tests.integration.pages.page import Page
from tracing_sandbox.running import trial

SLOW_MS = 4900.0


def rows_of(shop: RunningFrontend, query: str = "") -> list[str]:
    """Return the traces that the list leads to, in its order."""
    answer = shop.see(f"/traces/{query}")
    assert answer.status_code == 200, answer.text
    found = [
        link.split("/")[2] for link in Page(answer.text).links() if link.startswith("/traces/")
    ]
    return [trace_id for trace_id in found if len(trace_id) == 32 and trace_id.isalnum()]


def test_list_shows_the_newest_first_with_answers_in_short(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    held = hold_orders(jaeger, 20, 21, SLOW_MS)

    assert rows_of(shop) == held[::-1]
    text = Page(shop.see("/traces/").text).text("tbody")
    assert "4.92 s 6 spans 0 errors 4.90 s in thirdparty look_up_price" in text


def test_list_can_show_the_slowest_first(shop: RunningFrontend, jaeger: JaegerDouble) -> None:
    first, second, third = hold_orders(jaeger, 21, SLOW_MS, 20)

    assert rows_of(shop, "?sort=slowest") == [second, first, third]


def test_list_can_be_narrowed_to_a_service_and_to_errors(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    hold_orders(jaeger, 20)
    failed = jaeger.hold(secrets.token_hex(16), order_spans(failed=True), time.time() - 5)
    other = [MadeSpan("billing", "send_bill", 0, 3)]
    billed = jaeger.hold(secrets.token_hex(16), other, time.time() - 4)

    assert rows_of(shop, "?with_errors=on") == [failed]
    assert rows_of(shop, "?service=billing") == [billed]
    assert rows_of(shop, "?service=billing&with_errors=on") == []


def list_in_terminal(jaeger: JaegerDouble, home: Path, *options: str) -> list[str]:
    """Return the traces that `sandbox traces` lists, in its order."""
    environment = {**os.environ, "SANDBOX_HOME": str(home), "SANDBOX_JAEGER_URL": jaeger.url}
    finished = trial.run_command(["traces", "--json", *options], environment, 60)
    assert finished.returncode == 0, finished.stderr
    return [each["trace_id"] for each in json.loads(finished.stdout)["traces"]]


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("", []),
        ("?sort=slowest", ["--slowest"]),
        ("?with_errors=on", ["--errors"]),
        ("?service=thirdparty&sort=slowest", ["--service", "thirdparty", "--slowest"]),
    ],
)
def test_terminal_lists_what_the_page_lists(
    shop: RunningFrontend, jaeger: JaegerDouble, tmp_path: Path, query: str, options: list[str]
) -> None:
    hold_orders(jaeger, 21, SLOW_MS, 20)
    jaeger.hold(secrets.token_hex(16), order_spans(failed=True), time.time() - 5)
    jaeger.hold(secrets.token_hex(16), [MadeSpan("billing", "send_bill", 0, 3)], time.time() - 4)

    listed = list_in_terminal(jaeger, tmp_path, *options)

    assert listed == rows_of(shop, query)
    assert len(listed) == {"": 5, "?sort=slowest": 5, "?with_errors=on": 1}.get(query, 4)


def test_empty_list_says_what_to_do(shop: RunningFrontend, jaeger: JaegerDouble) -> None:
    text = Page(shop.see("/traces/").text).text("main")

    assert "Jaeger holds no such trace. Order something, then look again" in text


def test_list_without_errors_says_how_many_were_searched(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    hold_orders(jaeger, 20, 21)

    text = Page(shop.see("/traces/?with_errors=on").text).text("main")

    assert "0 traces of 2 read, and no older ones." in text


def test_unknown_service_is_named_and_not_offered(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    hold_orders(jaeger, 20)

    page = Page(shop.see("/traces/?service=nope").text)

    assert "Jaeger knows no service nope." in page.text("main")
    offered = [option["value"] for option in page.all("option")]
    assert offered[:4] == ["", "frontend", "inventory", "thirdparty"]
    assert "nope" not in offered


def test_one_span_and_one_error_are_not_many(shop: RunningFrontend, jaeger: JaegerDouble) -> None:
    span = MadeSpan("billing", "send_bill", 0, 3, error=True)
    jaeger.hold(secrets.token_hex(16), [span], time.time() - 5)

    assert "1 span ✕ 1 error " in Page(shop.see("/traces/").text).text("tbody")


def test_trace_compared_with_itself_shows_no_parts(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    (alone,) = hold_orders(jaeger, 20)

    page = Page(shop.see(f"/traces/compare?a={alone}&b={alone}").text)

    assert page.text("h1") == "Both are the same trace, which took 40 ms."
    assert "What made the difference" not in page.text("main")


def test_id_that_is_typed_in_leads_to_its_trace(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    answer = shop.see("/traces/?find=%20ABC123%20")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/traces/abc123/")
    for nonsense in ("/", "..", "%0d%0ax", "javascript:alert(1)", "http://evil.example/"):
        assert shop.see(f"/traces/?find={nonsense}").status_code == 400


@pytest.mark.parametrize(
    "host", ["", "http://127.0.0.1:8000", "//evil.example", "https://evil.example"]
)
def test_address_of_an_order_leads_to_its_page_on_this_site(
    shop: RunningFrontend, jaeger: JaegerDouble, host: str
) -> None:
    page = f"/orders/{uuid.uuid4()}/"

    answer = shop.see(f"/traces/?{urlencode({'find': f'{host}{page}'})}")

    assert (answer.status_code, answer.headers["Location"]) == (302, page)
    doubled = shop.see(f"/traces/?{urlencode({'find': f'http://a//evil.example{page}'})}")
    assert doubled.status_code == 400


@pytest.mark.parametrize("query", ["?sort=oldest", "abc/?show=none", "abc/?page=0"])
def test_wrong_query_is_told_by_its_field(
    shop: RunningFrontend, jaeger: JaegerDouble, query: str
) -> None:
    answer = shop.ask("GET", f"/traces/{query}")

    assert answer.status_code == 422
    field = {"?": "sort", "a": "show"}[query[0]]
    assert answer.json()["errors"][0]["field"] == ("page" if "page" in query else field)


def test_comparison_says_where_the_difference_comes_from(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    fast, slow = hold_orders(jaeger, 20, 520)

    page = Page(shop.see(f"/traces/compare?a={fast}&b={slow}").text)

    assert page.text("h1") == (
        "The second took 500 ms longer (540 ms instead of 40 ms): "
        "500 ms more in thirdparty look_up_price."
    )
    assert "thirdparty look_up_price 20 ms 520 ms +500 ms" in page.text("tbody")
    assert "Level 1: frontend POST api/orders 40 ms 540 ms +500 ms" in page.text("tbody")


def test_fast_one_to_compare_with_is_found(shop: RunningFrontend, jaeger: JaegerDouble) -> None:
    _, fast, _, slow = hold_orders(jaeger, 30, 15, 25, SLOW_MS)

    answer = shop.see(f"/traces/compare?b={slow}")

    assert answer.headers["Location"] == f"/traces/compare?a={fast}&b={slow}"


def test_no_trace_to_compare_with_is_said(shop: RunningFrontend, jaeger: JaegerDouble) -> None:
    (alone,) = hold_orders(jaeger, 20)

    answer = shop.see(f"/traces/compare?b={alone}")

    assert answer.status_code == 404
    assert "no whole trace like" in Page(answer.text).text("main")
    assert "/traces/compare" not in shop.see(f"/traces/{alone}/").text


def test_of_very_large_traces_fewer_are_listed(shop: RunningFrontend, jaeger: JaegerDouble) -> None:
    spans = large_trace()
    now_s = time.time()
    held = [jaeger.hold(secrets.token_hex(16), spans, now_s - n) for n in range(5)]

    listed = rows_of(shop)

    assert listed == held[: len(listed)]
    assert 0 < len(listed) < 5
    text = Page(shop.see("/traces/").text).text("main")
    assert "Fewer than wanted were read: some are very large." in text
    assert "Older traces" in text
