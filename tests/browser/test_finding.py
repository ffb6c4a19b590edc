"""Somebody looks for a trace on the page of traces, without a script."""

from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import expect

from tests.browser.conftest import SLOW_MS, Scenes, Visitor, place_order
from tracing_sandbox.running.trial import TrialSandbox


def test_slow_order_is_found_by_what_is_known_of_it(visitor: Visitor, scenes: Scenes) -> None:
    page = visitor.open("/traces/", java_script_enabled=False)
    page.get_by_label("Name of a span").fill("look_up_price")
    page.get_by_label("Took at least").fill(f"{SLOW_MS / 2:.0f}ms")
    page.get_by_role("button", name="Show").click()
    page.locator(f"table a[href='{scenes.slow.trace_page}']").click()
    assert page.url.endswith(scenes.slow.trace_page)


def test_order_is_found_by_its_id(visitor: Visitor, scenes: Scenes) -> None:
    page = visitor.open("/traces/", java_script_enabled=False)
    page.get_by_label("Id of an order").fill(scenes.slow.order_id)
    page.get_by_role("button", name="Show").click()
    hrefs = [link.get_attribute("href") for link in page.locator("table a").all()]
    assert scenes.slow.trace_page in hrefs


def test_wrong_field_is_told_beside_what_was_typed(visitor: Visitor, scenes: Scenes) -> None:
    page = visitor.open("/traces/?since=yesterday&operation=collect", java_script_enabled=False)
    expect(page.get_by_role("alert")).to_contain_text("for example 15m")
    expect(page.get_by_label("Name of a span")).to_have_value("collect")
    page.get_by_role("alert").get_by_role("link", name="Since").click()
    assert page.url.endswith("#since")


def test_two_ticked_traces_are_sent_to_be_compared(visitor: Visitor, scenes: Scenes) -> None:
    page = visitor.open("/traces/?service=thirdparty", java_script_enabled=False)
    ticks = page.get_by_role("checkbox", name="Compare trace")
    ticks.nth(0).check()
    ticks.nth(1).check()
    wanted = [ticks.nth(number).get_attribute("value") for number in range(2)]
    page.get_by_role("button", name="Compare the two ticked").click()
    parts = urlsplit(page.url)
    assert parts.path == "/traces/compare"
    assert [value for name, value in parse_qsl(parts.query) if name == "trace"] == wanted


def test_page_that_looks_again_shows_what_came(
    visitor: Visitor, sandbox: TrialSandbox, scenes: Scenes
) -> None:
    page = visitor.open("/traces/?service=thirdparty", java_script_enabled=False)
    page.get_by_role("link", name="Keep looking").click()
    placed = place_order(sandbox)
    expect(page.locator(f"table a[href='{placed.trace_page}']")).to_be_visible()
    page.get_by_role("link", name="Stop").click()
    expect(page.get_by_text("This page looks again")).to_have_count(0)
