"""Whether Jaeger has a page of its own: no page waits for the answer."""

from threading import Event

import pytest

from tests.waiting import wait_until
from tracing_sandbox.pages import jaeger
from tracing_sandbox.pages.conf import PagesSettings
from tracing_sandbox.pages.jaeger import JaegerPage


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Lets a Jaeger with a page answer once it is set."""
    answering = Event()
    settings = PagesSettings("http://jaeger", "http://jaeger")
    monkeypatch.setattr(jaeger, "read_settings", lambda: settings)
    monkeypatch.setattr(jaeger, "has_page", lambda _url: answering.wait(60))
    return answering


def test_slow_jaeger_answers_the_next_page(answering: Event) -> None:
    page = JaegerPage()
    assert page.look() is False
    answering.set()
    assert wait_until(page.look, "Jaeger's answer") is True


def test_quick_jaeger_answers_at_once_and_is_asked_once(
    answering: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jaeger, "PAGE_PATIENCE_S", 30)
    answering.set()
    page = JaegerPage()
    assert page.look() is True
    monkeypatch.setattr(jaeger, "has_page", lambda _url: pytest.fail("asked twice"))
    assert page.look() is True
