"""The pages on somebody's first day: each has a way on, and what is saved from one is read back."""

import json
import time
from pathlib import Path

import pytest
import requests

from tests.integration.pages.page import Page
from tracing_sandbox.running.trial import TrialSandbox
from tracing_sandbox.shop import Shop
from tracing_sandbox.traces.jaeger.arrival import wait_for_whole_trace
from tracing_sandbox.traces.jaeger.client import JaegerClient

LONGEST_S = 30
# What a busy machine adds outside of every process.
BETWEEN_S = 0.4
HTML = {"Accept": "text/html"}


def see(sandbox: TrialSandbox, path: str, status: int = 200) -> Page:
    """Open a page."""
    answer = requests.get(sandbox.frontend_url + path, headers=HTML, timeout=LONGEST_S)
    assert answer.status_code == status, answer.text
    return Page(answer.text)


@pytest.fixture(scope="module")
def trace_id(sandbox: TrialSandbox) -> str:
    """Place an order, and wait for its trace; others like it came before."""
    placed = [Shop(sandbox.frontend_url).place_order("TEA-ASSAM", 1) for _ in range(3)]
    for each in placed:
        arrival = wait_for_whole_trace(JaegerClient(sandbox.jaeger_url), each.trace_id, LONGEST_S)
        assert arrival.whole
    return placed[-1].trace_id


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/traces/nonsense/", 400),
        (f"/traces/{'ab' * 16}/", 404),
        ("/traces/no/such/page", 404),
        ("/traces/why?last=soon", 422),
        ("/traces/compare?a=x", 422),
    ],
)
def test_error_among_the_traces_leads_back_to_them(
    sandbox: TrialSandbox, path: str, status: int
) -> None:
    page = see(sandbox, path, status)
    assert set(page.within("main", "a")) == {"/traces/"}
    assert page.all("meta", name="color-scheme", content="light dark")


def test_error_of_the_shop_leads_back_to_the_catalogue(sandbox: TrialSandbox) -> None:
    assert see(sandbox, "/nowhere", 404).within("main", "a")[0] == "/"


def test_page_of_the_api_leads_back_and_can_be_dark(sandbox: TrialSandbox) -> None:
    page = see(sandbox, "/api/docs")
    assert {"/", "/traces/"} <= set(page.within("header", "a"))
    assert page.all("meta", name="color-scheme", content="light dark")
    assert page.all("meta", name="viewport")
    assert page.text("title") == "API \N{EN DASH} Tea shop"


def test_trace_that_is_saved_from_its_page_is_read_by_the_command(
    sandbox: TrialSandbox, trace_id: str, tmp_path: Path
) -> None:
    page = see(sandbox, f"/traces/{trace_id}/")
    (link,) = [each for each in page.all("a") if "download" in each]
    saved = tmp_path / Path(str(link["href"])).name
    address = f"{sandbox.frontend_url}{link['href']}"
    saved.write_bytes(requests.get(address, timeout=LONGEST_S).content)

    told = json.loads(sandbox.require("trace", str(saved), "--json"))

    assert saved.name == f"{trace_id}.json"
    assert told["trace_id"] == trace_id
    assert told["answer"] == page.text("h1")
    assert told["spans"] == json.loads(saved.read_text())["spans"]


def test_page_takes_what_its_trace_says(sandbox: TrialSandbox) -> None:
    shop = Shop(sandbox.frontend_url)
    order = shop.place_order("TEA-ASSAM", 1)
    address = f"{sandbox.frontend_url}/orders/{order.order_id}/"
    began = time.monotonic()
    answer = requests.get(address, headers=HTML, timeout=LONGEST_S)
    took_s = time.monotonic() - began

    page_trace = answer.headers["traceresponse"].split("-")[1]
    arrival = wait_for_whole_trace(JaegerClient(sandbox.jaeger_url), page_trace, LONGEST_S)
    assert arrival.trace
    (root,) = (span for span in arrival.trace.spans if span.parent_id is None)
    assert "explain_trace" in {span.name for span in arrival.trace.spans}
    assert took_s - (root.end_ns - root.start_ns) / 1e9 < BETWEEN_S
