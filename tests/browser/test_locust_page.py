"""Locust's own page starts the shoppers and shows their figures."""

import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Browser

from tests.waiting import wait_until
from tracing_sandbox.running.ports import free_port
from tracing_sandbox.running.trial import TrialSandbox
from tracing_sandbox.settings import PROJECT


@pytest.fixture
def locust_url(sandbox: TrialSandbox) -> Iterator[str]:
    """Start Locust with its page for the sandbox, on loopback as it does by itself."""
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
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
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


def test_locust_page_sends_shoppers_and_shows_what_they_ask(
    chromium: Browser, locust_url: str
) -> None:
    hosts = set()
    context = chromium.new_context()
    page = context.new_page()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.goto(locust_url)
    page.get_by_role("button", name="Start").click()
    wait_until(lambda: orders_sent(locust_url), "an order in Locust's figures", 30)
    # The page asks for the state as it opens; that answer, read late, brings the form back.
    page.goto(locust_url)
    page.get_by_text("/api/orders", exact=True).first.wait_for(timeout=30_000)
    context.close()
    assert hosts == {urlsplit(locust_url).netloc}


def orders_sent(url: str) -> int:
    stats = requests.get(f"{url}/stats/requests", timeout=5).json()["stats"]
    return sum(row["num_requests"] for row in stats if row["name"] == "/api/orders")
