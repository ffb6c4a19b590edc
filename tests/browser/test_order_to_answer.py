"""From the catalogue to the sentence: an order, its trace, and the same answer everywhere."""

import json
import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from playwright.sync_api import expect

from docs.pictures.thirdparty import SEED
from tests.browser.conftest import SLOW_MS, Scenes, Visitor
from thirdparty.behaviour import Behaviour
from tracing_sandbox.running.trial import TrialSandbox


def answer_in_terminal(sandbox: TrialSandbox, trace_id: str) -> dict[str, Any]:
    """Return what `sandbox trace --json` prints."""
    finished = sandbox.run("trace", trace_id, "--json")
    assert finished.returncode == 0, finished.stderr
    document: dict[str, Any] = json.loads(finished.stdout)
    return document


def test_order_is_followed_by_its_own_trace(visitor: Visitor, sandbox: TrialSandbox) -> None:
    page = visitor.open("/", java_script_enabled=False)
    page.get_by_role("button", name="Order Assam").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Order confirmed")
    expect(page.locator(".waiting")).to_be_hidden()
    sentence = page.locator("h2.answer").inner_text()
    page.get_by_role("link", name="This trace on a page of its own").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(sentence)
    trace_id = page.url.rstrip("/").rpartition("/")[2]
    assert answer_in_terminal(sandbox, trace_id)["answer"] == sentence
    assert answer_in_terminal(sandbox, trace_id)["root"]["name"] == "POST /"
    page.get_by_role("link", name="The order that this request was for").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Order confirmed")


def test_slowed_thirdparty_is_named_with_its_time(
    visitor: Visitor, sandbox: TrialSandbox, scenes: Scenes
) -> None:
    truth_ms = Behaviour(SLOW_MS, SEED).draw_latency_ms()

    page = visitor.open(scenes.slow.page)

    sentence = page.locator("h2.answer").inner_text()
    document = answer_in_terminal(sandbox, scenes.slow.trace_id)
    assert sentence == document["answer"]
    assert "in thirdparty look_up_price" in sentence
    shown = re.match(r"(\d+\.\d+) s of ", sentence)
    assert shown
    tolerance_ms = max(truth_ms * 0.05, 20)
    assert abs(float(shown[1]) * 1000 - truth_ms) <= tolerance_ms
    assert abs(document["blame"]["time_ms"] - truth_ms) <= tolerance_ms
    marked = page.locator("tr.hot")
    expect(marked).to_have_count(1)
    expect(marked.locator(".mark")).to_have_text("too slow")


def test_terminal_and_page_agree_on_every_sort_of_trace(
    visitor: Visitor, sandbox: TrialSandbox, scenes: Scenes
) -> None:
    for trace_id in (
        scenes.thirdparty_down.trace_id,
        scenes.out_of_stock.trace_id,
        scenes.incomplete,
    ):
        page = visitor.open(f"/traces/{trace_id}/")
        answer = answer_in_terminal(sandbox, trace_id)["answer"]
        assert page.get_by_role("heading", level=1).inner_text() == answer


def test_trace_is_saved_as_what_the_terminal_prints(
    visitor: Visitor, sandbox: TrialSandbox, scenes: Scenes, tmp_path: Path
) -> None:
    page = visitor.open(scenes.slow.trace_page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Save this trace as JSON").click()
    saved = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(saved)

    assert saved.name == f"{scenes.slow.trace_id}.json"
    assert json.loads(saved.read_text()) == answer_in_terminal(sandbox, scenes.slow.trace_id)


def test_slow_trace_is_found_in_the_list_and_compared_with_a_fast_one(
    visitor: Visitor, scenes: Scenes
) -> None:
    page = visitor.open("/traces/", java_script_enabled=False)
    page.get_by_label("Service").select_option("thirdparty")
    page.get_by_label("Sort").select_option("slowest first")
    page.get_by_role("button", name="Show").click()
    # What other tests have ordered may be slower.
    page.locator(f"table a[href='{scenes.slow.trace_page}']").click()

    page.get_by_role("link", name="Compare with a fast one").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("more in thirdparty look_up_price")


def test_result_is_seen_while_the_trace_is_still_on_its_way(
    visitor: Visitor, sandbox: TrialSandbox
) -> None:
    page = visitor.open("/healthz")
    with paused_collector(sandbox):
        order = requests.post(
            f"{sandbox.frontend_url}/api/orders",
            json={"sku": "TEA-ASSAM", "quantity": 1},
            timeout=30,
        ).json()
        page.goto(f"{sandbox.frontend_url}/orders/{order['id']}/", wait_until="commit")
        expect(page.get_by_role("heading", level=1)).to_have_text("Order confirmed")
        expect(page.locator(".waiting")).to_be_visible()

    expect(page.locator("h2.answer")).to_be_visible()
    expect(page.locator(".waiting")).to_be_hidden()


@contextmanager
def paused_collector(sandbox: TrialSandbox) -> Iterator[None]:
    """Let no span arrive for a while; none is lost."""
    parts = json.loads(sandbox.run("status", "--json").stdout)["parts"]
    (pid,) = [part["pid"] for part in parts if part["name"] == "collector"]
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)
