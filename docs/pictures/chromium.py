"""Debian's Chromium, driven by Playwright, quiet about everything but the pages under test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

# The first has no windows to draw, and takes half of the time for a page.
COMMANDS = ("chromium-headless-shell", "chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def open_chromium() -> Iterator[Browser]:
    """Start Chromium; it is gone afterwards."""
    path = next(filter(None, map(shutil.which, COMMANDS)), None)
    if path is None:
        raise FileNotFoundError("There is no chromium on the PATH. Install it: make chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()
