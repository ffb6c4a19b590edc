"""The report of a load test in a browser: for everybody, on paper, and without asking anybody."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.test_for_everybody import VIOLATIONS
from tests.made_load.document import against_document, make_document, ramp_document
from tests.made_load.records import BEGAN_NS, Shape, make_records
from tracing_sandbox.load.report import write_report

SHAPE = Shape(rate=30, duration_s=40)
WIDTHS = (320, 360, 736, 737, 1200, 1600)
WHITE = "rgb(255, 255, 255)"
FEWEST_PAGES = 4
# Each plot is drawn twice, and one of them is shown.
PLOTS = 3


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write one report with every section, for all tests."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    records = make_records(SHAPE)
    document = make_document(records, SHAPE)
    sections = {"ramp": ramp_document(), "against": against_document()}
    write_report(path, {**document, **sections}, records, BEGAN_NS)
    return path


@pytest.fixture(scope="module")
def asked() -> set[str]:
    """All that the page asks anybody for."""
    return set()


@pytest.fixture(scope="module")
def opened(chromium: Browser, report: Path, asked: set[str]) -> Iterator[Page]:
    """The report in light colours, with all details open; axe is a script, which it forbids."""
    context = chromium.new_context(color_scheme="light", bypass_csp=True)
    page = context.new_page()

    def note(request: Request) -> None:
        asked.add(request.url)

    page.on("request", note)
    page.goto(report.as_uri(), wait_until="load")
    for summary in page.locator("summary").all():
        summary.click()
    yield page
    context.close()


def test_report_has_no_violation_in_light_and_in_dark(opened: Page) -> None:
    light = Axe().run(opened, options=VIOLATIONS)
    opened.emulate_media(color_scheme="dark")
    dark = Axe().run(opened, options={**VIOLATIONS, "runOnly": ["color-contrast"]})
    opened.emulate_media(color_scheme="light")

    assert light.violations_count == 0, light.generate_report()
    assert dark.violations_count == 0, dark.generate_report()


def test_report_fits_every_window_and_shows_one_drawing_of_each_plot(opened: Page) -> None:
    needed, shown = {}, set()
    for width in WIDTHS:
        opened.set_viewport_size({"width": width, "height": 800})
        needed[width] = opened.evaluate("document.documentElement.scrollWidth")
        shown.add(opened.locator(".plot svg").filter(visible=True).count())

    assert needed == {width: width for width in WIDTHS}
    assert shown == {PLOTS}


def test_plot_is_told_to_who_cannot_see_it(opened: Page) -> None:
    plot = opened.get_by_role("img", name="Latency over 40 s")
    expect(plot).to_have_count(1)
    expect(plot).to_have_attribute("aria-label", re.compile(r"\+31\.2 s: inventory ended"))
    table = opened.get_by_role("table", name="Latency from the intended start, and how late")
    expect(table.get_by_role("row")).to_have_count(SHAPE.duration_s + 1)


def test_report_is_read_without_a_script(chromium: Browser, report: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())

    expect(page.get_by_role("heading", level=1)).to_contain_text("above the limit of 1 %")
    figures = page.get_by_text("The figures of each window")
    figures.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("rowheader", name="+39.0 s")).to_be_visible()
    context.close()


def test_report_is_printed_black_on_white_whatever_is_preferred(opened: Page) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    opened.emulate_media(color_scheme="dark")
    assert opened.evaluate(background) != WHITE
    opened.emulate_media(color_scheme="dark", media="print")
    assert opened.evaluate(background) == WHITE

    printed = opened.pdf(format="A4", print_background=True)

    opened.emulate_media(color_scheme="light", media="screen")
    assert printed.startswith(b"%PDF")
    assert len(re.findall(rb"/Type /Page\b", printed)) >= FEWEST_PAGES


def test_report_asks_nobody_but_for_itself(opened: Page, report: Path, asked: set[str]) -> None:
    opened.reload(wait_until="load")

    assert {url for url in asked if not url.startswith("data:")} == {report.as_uri()}
    assert opened.locator("script").count() == 0
