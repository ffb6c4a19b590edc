"""One sandbox and one Chromium for the session, and a trace of every sort to look at."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from docs.pictures.chromium import open_chromium
from docs.pictures.thirdparty import no_thirdparty, slow_thirdparty
from tests.browser.made_traces import LARGE, hostile_trace, incomplete_trace, large_trace
from tests.browser.otlp import MadeSpan, send_trace
from tests.waiting import wait_until
from tracing_sandbox.running.trial import TrialSandbox, open_trial
from tracing_sandbox.shop import Shop
from tracing_sandbox.terminal.puzzle_game import Game
from tracing_sandbox.traces.jaeger.arrival import wait_for_whole_trace
from tracing_sandbox.traces.jaeger.client import JaegerClient

ARRIVAL_S = 60.0
# Long beside what a busy machine adds: it is compared with what the trace shows.
SLOW_MS = 4000.0
HEALTHY_ORDERS = 6
PUZZLE_SEED = 2


# As long as Playwright waits for everything else.
expect.set_options(timeout=30_000)


@dataclass(frozen=True)
class Placed:
    """An order, whatever became of it, and its trace."""

    order_id: str
    trace_id: str

    @property
    def page(self) -> str:
        """The order's page."""
        return f"/orders/{self.order_id}/"

    @property
    def trace_page(self) -> str:
        """The page of its trace."""
        return f"/traces/{self.trace_id}/"


@dataclass(frozen=True)
class Scenes:
    """A trace of every sort."""

    healthy: Placed
    slow: Placed
    thirdparty_down: Placed
    out_of_stock: Placed
    incomplete: str
    hostile: str
    large: str
    puzzle: str
    answer: str

    def path(self, name: str) -> str:
        """Return the address of one of `PAGES`."""
        compared = f"?a={self.healthy.trace_id}&b={self.slow.trace_id}"
        return PAGES[name].format(scenes=self, compared=compared)


PAGES = {
    "list": "/traces/",
    "list of errors": "/traces/?sort=slowest&with_errors=on",
    "list of faults": "/traces/?since=yesterday",
    "why": "/traces/why",
    "healthy": "{scenes.healthy.trace_page}",
    "slow": "{scenes.slow.trace_page}",
    "slow order": "{scenes.slow.page}",
    "failed order": "{scenes.thirdparty_down.page}",
    "refused order": "{scenes.out_of_stock.page}",
    "incomplete": "/traces/{scenes.incomplete}/",
    "hostile": "/traces/{scenes.hostile}/",
    "large": "/traces/{scenes.large}/",
    "page of large": "/traces/{scenes.large}/?show=all&page=51",
    "compared": "/traces/compare{compared}",
    "which two": "/traces/compare?a=nonsense&b=1",
    "unknown": "/traces/abc/",
    "shop": "/",
    "faults": "/faults/",
    "board": "/puzzle/",
    "puzzle": "/puzzle/{scenes.puzzle}/",
    "answer": "/puzzle/{scenes.answer}/",
}


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialSandbox]:
    """A sandbox of the browser tests' own: they slow its third party."""
    with open_trial(tmp_path_factory.mktemp("browser")) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A Chromium for the session."""
    with open_chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def scenes(sandbox: TrialSandbox) -> Scenes:
    """Make the traces, and wait until Jaeger has them."""
    healthy = [place_order(sandbox) for _ in range(HEALTHY_ORDERS)][-1]
    wait_for_trace(sandbox, healthy.trace_id)
    with no_thirdparty(sandbox):
        thirdparty_down = place_order(sandbox)
        with slow_thirdparty(sandbox, SLOW_MS):
            slow = place_order(sandbox)
    out_of_stock = place_order(sandbox, "TEA-SILVER-NEEDLE", 1000)
    puzzle, answer = (begin_puzzle(sandbox, player) for player in ("Ada", "Bob"))
    answer.give_up()
    client = JaegerClient(sandbox.jaeger_url)
    made = [
        make_trace(client, sandbox.collector_url, spans)
        for spans in (incomplete_trace(), hostile_trace(), large_trace(LARGE + 20))
    ]
    for placed in (slow, thirdparty_down, out_of_stock):
        wait_for_trace(sandbox, placed.trace_id)
    for game in (puzzle, answer):
        wait_for_trace(sandbox, game.trace_id)
    return Scenes(healthy, slow, thirdparty_down, out_of_stock, *made, puzzle.id, answer.id)


def make_trace(client: JaegerClient, collector_url: str, spans: list[MadeSpan]) -> str:
    """Send a trace, and wait until all of it has come; return its id."""
    trace_id = send_trace(collector_url, spans)

    def has_come() -> bool:
        trace = client.find_trace(trace_id)
        return trace is not None and len(trace.spans) == len(spans)

    wait_until(has_come, f"all of {trace_id} in Jaeger", ARRIVAL_S)
    return trace_id


def place_order(sandbox: TrialSandbox, sku: str = "TEA-ASSAM", quantity: int = 1) -> Placed:
    """Place an order over the API."""
    placed = Shop(sandbox.frontend_url).place_order(sku, quantity)
    return Placed(placed.order_id, placed.trace_id)


def begin_puzzle(sandbox: TrialSandbox, player: str) -> Game:
    """Begin a hard puzzle, and place its order."""
    shop = Shop(sandbox.frontend_url)
    game = Game.begin(shop, PUZZLE_SEED, player, hard=True)
    game.place_order("TEA-ASSAM")
    return Game.resume(shop, game.id)


def wait_for_trace(sandbox: TrialSandbox, trace_id: str) -> None:
    """Wait until a trace is whole or settled."""
    arrival = wait_for_whole_trace(JaegerClient(sandbox.jaeger_url), trace_id, ARRIVAL_S)
    assert arrival.trace, f"nothing of {trace_id} arrived"


@dataclass
class Visitor:
    """Somebody with a browser; `hosts` are all that it has asked for anything."""

    browser: Browser
    base_url: str
    hosts: set[str] = field(default_factory=set)
    windows: list[BrowserContext] = field(default_factory=list)

    def open(self, path: str, **options: Any) -> Page:
        """Open a page in a window of its own; options are those of a browser context."""
        self.windows.append(self.browser.new_context(**options))
        page = self.windows[-1].new_page()
        page.on("request", self._note)
        page.goto(self.base_url + path, wait_until="load")
        return page

    def _note(self, request: Request) -> None:
        self.hosts.add(urlsplit(request.url).netloc)


@contextmanager
def visiting(chromium: Browser, sandbox: TrialSandbox) -> Iterator[Visitor]:
    """Let somebody in, who asks nobody but the shop for anything."""
    visitor = Visitor(chromium, sandbox.frontend_url)
    yield visitor
    for window in visitor.windows:
        window.close()
    assert visitor.hosts <= {urlsplit(sandbox.frontend_url).netloc}


@pytest.fixture
def visitor(chromium: Browser, sandbox: TrialSandbox) -> Iterator[Visitor]:
    """A visitor of the test's own."""
    with visiting(chromium, sandbox) as visitor:
        yield visitor
