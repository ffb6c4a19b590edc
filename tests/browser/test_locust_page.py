"""Locust's own page, as it comes: a run is started, watched and stopped with it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Browser, Page, Route, expect

from tests.waiting import wait_until
from tracing_sandbox.faults.catalogue import SCENARIOS
from tracing_sandbox.running.ports import free_port
from tracing_sandbox.running.trial import TrialSandbox
from tracing_sandbox.settings import PROJECT
from tracing_sandbox.shop import Shop

ORDER = ("POST", "/api/orders")
ENOUGH = 30
HEARS_WITHIN_S = 10
# Locust waits 30 s for those who still shop, and a starved machine lets it wait longer.
STOPS_WITHIN_S = 90


@pytest.fixture
def locust_url(sandbox: TrialSandbox) -> Iterator[str]:
    """Start Locust with its page for the sandbox, on loopback as it does by itself.

    What it says is shown where a test fails.
    """
    port = str(free_port())
    process = subprocess.Popen(
        [sys.executable, "-m", "locust", "-f", "loadtest/locustfile.py"],
        cwd=PROJECT,
        env={
            **os.environ,
            "SANDBOX_FRONTEND_URL": sandbox.frontend_url,
            "SANDBOX_LOCUST_PORT": port,
        },
        stdin=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: answers(url), "Locust's page", 30)
        yield url
    finally:
        process.terminate()
        process.wait(60)


def answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).status_code == 200
    except requests.RequestException:
        return False


@dataclass
class LocustPage:
    """The page in a window whose requests reach this machine alone; `elsewhere` has the others."""

    page: Page
    url: str
    elsewhere: list[str] = field(default_factory=list)

    def open(self) -> None:
        """Open it, and wait for the state that it asks for: read late, it brings the form back."""
        self.page.route("**/*", self._pass_on)
        self.page.goto(self.url, wait_until="networkidle")

    def fill_in(self, **values: str) -> None:
        """Fill in fields of the form, by their names."""
        for name, value in values.items():
            self.page.locator(f"input[name={name}]").fill(value)

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def choose_tab(self, name: str) -> None:
        """Look at another tab."""
        self.page.get_by_role("tab", name=name, exact=True).click()

    def counts(self) -> dict[tuple[str, str], tuple[int, int]]:
        """Read from the table how many requests were sent, and failed, by method and name."""
        rows = (row.inner_text().split("\t") for row in self.page.locator("tbody tr").all())
        return {(row[0], row[1]): (int(row[2]), int(row[3])) for row in rows if len(row) > 3}

    def wait_for_requests(self, method: str, name: str, count: int) -> None:
        """Wait until the table counts so many requests of a name."""
        wait_until(lambda: self._sent(method, name) >= count, f"{count} requests of {name}", 60)

    def stop(self) -> None:
        """Stop the run, wait until nobody shops any more, and open the page anew.

        It asks no further once it was told of a clean-up, which a slow stop gives it the time for.
        """
        self.press("Stop")
        if not self._hears():
            self.press("Stop")
        wait_until(self._require_stopped, "the run to stop", STOPS_WITHIN_S)
        assert self._state()["user_count"] == 0
        self.page.reload(wait_until="networkidle")
        expect(self.page.get_by_text("STOPPED")).to_be_visible()

    def _hears(self) -> bool:
        """Tell whether Locust stops; where it goes on the press may have been lost."""
        with suppress(AssertionError):
            return wait_until(
                lambda: self._state()["state"] != "running", "the press", HEARS_WITHIN_S
            )
        return False

    def _require_stopped(self) -> bool:
        state = self._state()
        assert state["state"] == "stopped", json.dumps(state)
        return True

    def _state(self) -> dict[str, Any]:
        return dict(requests.get(f"{self.url}/stats/requests", timeout=5).json())

    def _sent(self, method: str, name: str) -> int:
        return self.counts().get((method, name), (0, 0))[0]

    def _pass_on(self, route: Route) -> None:
        if urlsplit(route.request.url).netloc == urlsplit(self.url).netloc:
            route.continue_()
            return
        self.elsewhere.append(route.request.url)
        route.abort()


@contextmanager
def opened(chromium: Browser, url: str) -> Iterator[LocustPage]:
    """Open Locust's page in a window of its own; it needs nobody else."""
    context = chromium.new_context(viewport={"width": 1300, "height": 1000})
    page = LocustPage(context.new_page(), url)
    try:
        page.open()
        yield page
    finally:
        context.close()
    assert page.elsewhere == []


@pytest.fixture
def locust_page(chromium: Browser, locust_url: str) -> Iterator[LocustPage]:
    """A window of the test's own."""
    with opened(chromium, locust_url) as page:
        yield page


def test_run_is_started_watched_and_stopped_with_the_page(locust_page: LocustPage) -> None:
    locust_page.fill_in(userCount="10", spawnRate="10")
    locust_page.press("Start")
    locust_page.wait_for_requests(*ORDER, 1)
    locust_page.wait_for_requests("", "Aggregated", ENOUGH)
    locust_page.stop()

    counts = locust_page.counts()
    assert {failed for _, failed in counts.values()} == {0}
    assert sum(sent for sent, _ in counts.values()) == 2 * counts["", "Aggregated"][0]


def test_options_of_ours_work_from_the_form(locust_page: LocustPage, sandbox: TrialSandbox) -> None:
    # An order of what is sold out is refused before a price is asked for, and that is no failure.
    Shop(sandbox.frontend_url).refill()
    page = locust_page.page
    locust_page.press("Custom parameters")
    choice = page.locator("select[name=scenario]")
    assert choice.locator("option").all_inner_texts() == ["", *SCENARIOS]
    choice.select_option("third-party-error")
    locust_page.fill_in(scenarioShare="2", slowMs="0.001")
    locust_page.press("Start")
    expect(page.get_by_text("scenario_share: '2' is no share from 0 to 1")).to_be_visible()

    locust_page.fill_in(scenarioShare="1")
    locust_page.press("Start")
    locust_page.wait_for_requests(*ORDER, 3)
    locust_page.stop()

    # Between two looks a request is counted before its failure is.
    wait_until(lambda: len(set(locust_page.counts()[ORDER])) == 1, "a failure for each order", 20)
    locust_page.choose_tab("Logs")
    expect(
        page.get_by_text(re.compile(r"slow: GET .* in \d+ ms \(trace [0-9a-f]{32}")).first
    ).to_be_visible()
