"""The catalogue says what is in stock, and its last button fills the shelves again."""

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tracing_sandbox.running.trial import TrialSandbox
from tracing_sandbox.shop import Shop


def test_shelf_that_is_sold_out_is_filled_by_the_button(
    visitor: Visitor, sandbox: TrialSandbox
) -> None:
    shop = Shop(sandbox.frontend_url)
    left = shop.refill()["TEA-SILVER-NEEDLE"]
    assert shop.place_order("TEA-SILVER-NEEDLE", left).confirmed

    page = visitor.open("/", java_script_enabled=False)
    card = page.get_by_role("listitem").filter(has_text="Silver Needle")
    expect(card.get_by_text("Sold out")).to_be_visible()
    page.get_by_role("button", name="Refill the shelves").click()

    expect(card.get_by_text(f"Only {left} left")).to_be_visible()
    expect(page.get_by_text("100,000 in stock")).not_to_have_count(0)
