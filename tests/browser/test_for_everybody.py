"""Every page for everybody: axe, light and dark, narrow and wide, keyboard, without a script."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PAGES, Scenes, Visitor, visiting
from tracing_sandbox.running.trial import TrialSandbox

OPENED = 3
# Where the layout changes: 46rem, which is 736 pixels.
WIDTHS = (320, 736, 737, 1600)
# What axe found in order is not read, and much to send.
VIOLATIONS = {"resultTypes": ["violations"]}


def open_some_details(page: Page) -> None:
    """Open the first spans, as a reader would."""
    for summary in page.locator("summary").all()[:OPENED]:
        summary.click()


@pytest.fixture(scope="module", params=PAGES)
def opened(
    request: pytest.FixtureRequest, chromium: Browser, sandbox: TrialSandbox, scenes: Scenes
) -> Iterator[Page]:
    """Each page in light colours, opened once for all that is said of every page."""
    with visiting(chromium, sandbox) as visitor:
        page = visitor.open(scenes.path(request.param), color_scheme="light")
        open_some_details(page)
        yield page


def test_axe_finds_no_violation(opened: Page) -> None:
    light = Axe().run(opened, options=VIOLATIONS)
    opened.emulate_media(color_scheme="dark")
    dark = Axe().run(opened, options={**VIOLATIONS, "runOnly": ["color-contrast"]})

    assert light.violations_count == 0, light.generate_report()
    assert dark.violations_count == 0, dark.generate_report()


def test_page_fits_every_window(opened: Page) -> None:
    needed = {}
    for width in WIDTHS:
        opened.set_viewport_size({"width": width, "height": 800})
        needed[width] = opened.evaluate("document.documentElement.scrollWidth")

    assert needed == {width: width for width in WIDTHS}


def test_narrow_page_leaves_nothing_out(visitor: Visitor, scenes: Scenes) -> None:
    page = visitor.open(scenes.slow.trace_page, viewport={"width": 320, "height": 800})

    row = page.get_by_role("row").filter(has_text="look_up_price")
    expect(row.get_by_role("cell").nth(1)).to_be_visible()
    expect(row.get_by_role("cell").nth(2)).to_be_visible()
    bar = row.locator("rect.whole").bounding_box()
    assert bar
    assert bar["width"] > 80


def test_span_is_opened_with_the_keyboard(visitor: Visitor, scenes: Scenes) -> None:
    page = visitor.open(scenes.slow.trace_page, java_script_enabled=False)
    attribute = page.locator("tr.hot").get_by_text("app.product.sku")
    expect(attribute).to_be_hidden()

    page.locator("tr.hot summary").focus()
    page.keyboard.press("Enter")

    expect(attribute).to_be_visible()
    expect(page.locator("tr.hot").get_by_text("TEA-ASSAM")).to_be_visible()


def test_table_is_a_table_to_a_screen_reader(visitor: Visitor, scenes: Scenes) -> None:
    for width in (320, 1240):
        page = visitor.open(scenes.slow.trace_page, viewport={"width": width, "height": 800})
        table = page.get_by_role("table")
        expect(table.get_by_role("columnheader")).to_have_count(4)
        row = table.get_by_role("row").filter(has_text="look_up_price")
        expect(row.get_by_role("rowheader")).to_contain_text("thirdparty look_up_price")
        expect(row.get_by_role("cell").nth(0)).to_contain_text("of it on the critical path")


def test_failure_is_read_without_colour(visitor: Visitor, scenes: Scenes) -> None:
    page = visitor.open(scenes.thirdparty_down.trace_page)

    expect(page.locator("tr.hot .mark.bad")).to_have_text("✕ failed first")
    assert page.locator("tr.failed").count() == page.get_by_text("✕").count()
    expect(page.locator("tr.hot rect[fill='url(#hatched)']")).to_have_count(1)


def test_large_trace_is_folded_filtered_and_paged(visitor: Visitor, scenes: Scenes) -> None:
    page = visitor.open(f"/traces/{scenes.large}/", java_script_enabled=False)
    expect(page.get_by_role("row")).not_to_have_count(0)
    assert page.get_by_role("row").count() <= 201
    expect(page.locator("tr.fold").first).to_contain_text("more like it")

    page.get_by_label("Spans", exact=True).select_option("every span")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("summary")).to_have_count(200)
    page.get_by_role("link", name="Later spans").click()
    expect(page.locator("caption")).to_contain_text("page 2 of 51")
    page.get_by_label("Spans", exact=True).select_option("those that failed")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("No span is like that.")).to_be_visible()


def test_description_of_the_api_fits_and_is_dark_where_dark_is_wanted(visitor: Visitor) -> None:
    page = visitor.open("/api/docs", color_scheme="dark", viewport={"width": 320, "height": 800})
    expect(page.locator(".opblock").first).to_be_visible()
    expect(page.get_by_role("link", name="Traces")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320

    colour = "getComputedStyle(document.querySelector('.swagger-ui')).backgroundColor"
    dark = page.evaluate(colour)
    page.emulate_media(color_scheme="light")
    assert page.evaluate(colour) != dark
