"""Names and values that came through the real Collector and Jaeger do nothing but be read."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Scenes, Visitor


def listen(page: Page) -> list[str]:
    """Collect what a script would do to be noticed."""
    heard: list[str] = []
    page.on("dialog", lambda dialog: heard.append(dialog.message))
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def test_hostile_trace_does_nothing(visitor: Visitor, scenes: Scenes) -> None:
    page = visitor.open("/traces/abc/")
    heard = listen(page)
    page.goto(f"{visitor.base_url}/traces/{scenes.hostile}/")
    for summary in page.locator("summary").all():
        summary.click()

    assert heard == []
    assert "owned" not in page.title().replace("='owned'", "")
    assert page.locator("main script, main img, main iframe, main [onerror]").count() == 0
    details = page.locator("tr.hot .details")
    expect(details.get_by_text("<script>document.title='owned'</script>").first).to_be_visible()
    expect(details.get_by_text("(1,000,000 characters)").first).to_be_visible()
    assert details.locator("a[href^='javascript:']").count() == 0


def test_hostile_text_turns_nothing_around(visitor: Visitor, scenes: Scenes) -> None:
    page = visitor.open(f"/traces/{scenes.hostile}/")

    text = page.content()

    assert not {character for character in text if character in "\u202e\u0000\u0007\u001b"}
    assert len(text) < 60_000


def test_hostile_trace_is_harmless_in_the_list(visitor: Visitor, scenes: Scenes) -> None:
    page = visitor.open("/traces/?with_errors=on")
    heard = listen(page)
    page.reload()

    link = page.locator(f"a[href='/traces/{scenes.hostile}/']")
    expect(link).to_contain_text("GET <img src=http://evil.example/x")
    assert heard == []
    assert page.locator("main img").count() == 0
