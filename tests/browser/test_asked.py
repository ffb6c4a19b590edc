"""Broken on purpose in a browser, without a script: chosen and told; hidden, found and graded."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tracing_sandbox.faults.catalogue import find_scenario
from tracing_sandbox.faults.puzzle import QUESTION, causes, choose

SLOW = "Slow third party"
SEED = 5
(NAME,) = choose(SEED)
FAULT = find_scenario(NAME)
OTHER = next(each for each in causes() if each.name != NAME)


def order_assam(page: Page) -> None:
    """Order, and wait until the page has the trace."""
    page.get_by_role("button", name="Order Assam").click()
    expect(page.locator("h2.answer")).to_be_visible()


def test_order_with_a_chosen_fault_says_that_both_agree(visitor: Visitor) -> None:
    page = visitor.open("/", java_script_enabled=False)
    page.get_by_label("Break something on purpose").select_option(SLOW)
    page.get_by_role("button", name="For my next order").click()
    expect(page.get_by_role("status")).to_contain_text(f"Your next order will have: {SLOW}.")
    order_assam(page)

    said = page.get_by_text(f"You asked for {SLOW}.")
    expect(said).to_be_hidden()
    page.get_by_text("What was asked for?").click()

    expect(said).to_contain_text("in thirdparty look_up_price. They agree.")
    page.get_by_role("link", name="Order something else").click()
    expect(page.get_by_label("Break something on purpose")).to_be_visible()


def test_fault_is_ordered_from_its_own_card_with_the_keyboard(visitor: Visitor) -> None:
    page = visitor.open("/faults/", java_script_enabled=False)
    card = page.get_by_role("article", name=SLOW)
    card.get_by_label("Delay in ms").fill("1200")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text(f"{SLOW}, mended, 1200 ms.")
    page.get_by_role("link", name="Take it away").click()
    expect(page.get_by_role("status")).to_have_count(0)


def test_puzzle_is_played_from_its_beginning_to_the_board(visitor: Visitor) -> None:
    page = visitor.open("/puzzle/", java_script_enabled=False)
    page.get_by_label("Your name on the board").fill("Lise")
    page.get_by_label("Seed").fill(str(SEED))
    page.get_by_role("button", name="Begin").click()
    order_assam(page)
    expect(page.locator("h2.answer")).to_have_text(QUESTION)
    page.get_by_role("link", name="Say what it is").click()

    answer(page, FAULT.acts_in, OTHER.title)
    expect(page.get_by_role("status")).to_contain_text("the cause is wrong.")
    answer(page, FAULT.acts_in, FAULT.title)

    expect(page.get_by_role("heading", level=1)).to_have_text("Solved")
    expect(page.get_by_role("main")).to_contain_text(FAULT.shows)
    page.get_by_role("link", name="All puzzles").click()
    expect(page.get_by_role("row").filter(has_text="Lise")).to_contain_text("1 of 1")


def answer(page: Page, service: str, cause: str) -> None:
    """Choose a service and a cause."""
    page.get_by_label("The service").select_option(service)
    page.get_by_label("The cause").select_option(label=cause)
    page.get_by_role("button", name="Answer").click()
