"""The page that says what is wrong with many traces, beside the command."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.integration.frontend.running_frontend import RunningFrontend
from tests.integration.pages.conftest import hold_orders
from tests.integration.pages.jaeger_double import JaegerDouble
from tests.integration.pages.page import Page
from tracing_sandbox.running import trial

HEALTHY = (20.0, 22.0, 21.0, 20.0, 23.0, 24.0, 20.5, 21.5)
SLOW = (180.0, 200.0, 190.0, 210.0, 185.0)
PLACE = "in thirdparty look_up_price"


def see(shop: RunningFrontend, query: str = "") -> Page:
    answer = shop.see(f"/traces/why{query}")
    assert answer.status_code == 200, answer.text
    assert "script" not in answer.headers["Content-Security-Policy"]
    return Page(answer.text)


def ask_command(jaeger: JaegerDouble, home: Path, *options: str) -> dict[str, Any]:
    environment = {**os.environ, "SANDBOX_HOME": str(home), "SANDBOX_JAEGER_URL": jaeger.url}
    finished = trial.run_command(["why", "--json", *options], environment, 60)
    assert finished.returncode == 0, finished.stderr
    document: dict[str, Any] = json.loads(finished.stdout)
    return document


def test_page_names_the_cause_and_leads_to_examples(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    held = hold_orders(jaeger, *HEALTHY, *SLOW)

    page = see(shop)

    assert page.text("h1").endswith(
        f"5 of 5 requests took 169 ms longer {PLACE}; nothing else is out of line."
    )
    assert "1. Longer in thirdparty look_up_price" in page.text("h2")
    assert "Usual 21 ms" in page.text("dl")
    assert "Touched 5 of 5 since then" in page.text("dl")
    worst = held[len(HEALTHY) + 3]
    assert f"/traces/{worst}/" in page.links()
    compared = [link for link in page.links() if "/traces/compare" in link]
    assert len(compared) == 3
    assert shop.see(compared[0]).status_code == 200


def test_page_says_what_the_command_says(
    shop: RunningFrontend, jaeger: JaegerDouble, tmp_path: Path
) -> None:
    hold_orders(jaeger, *HEALTHY, *SLOW)
    document = ask_command(jaeger, tmp_path, "--last", "1h")
    page = see(shop, "?last=1h")
    assert page.text("h1") == document["answer"]
    assert all(f"/traces/{each}/" in page.links() for each in document["causes"][0]["examples"])


def test_page_says_nothing_where_nothing_is_wrong(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    hold_orders(jaeger, *HEALTHY)
    page = see(shop)
    assert page.text("h1") == "Nothing is out of line in 8 traces."
    assert page.text("h2") == ""


def test_page_without_traces_says_what_to_do(shop: RunningFrontend, jaeger: JaegerDouble) -> None:
    page = see(shop)
    assert page.text("h1") == "No such trace in that time"
    assert "Jaeger holds no such trace." in page.text("main")


@pytest.mark.parametrize("last", ["soon", "15", "-1m", "0m", "400d", "15m " * 20])
def test_odd_time_is_refused_with_an_example(
    shop: RunningFrontend, jaeger: JaegerDouble, last: str
) -> None:
    answer = shop.see(f"/traces/why?last={last}")
    assert answer.status_code == 422
    assert "last" in Page(answer.text).text("main")


def test_list_leads_to_the_page(shop: RunningFrontend, jaeger: JaegerDouble) -> None:
    hold_orders(jaeger, 20.0)
    assert "/traces/why" in Page(shop.see("/traces/").text).links()
