"""A random mix of faulty orders leaves nothing behind, and the next orders are healthy and fast."""

import random
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import astuple, dataclass
from statistics import quantiles
from urllib.parse import urlsplit

import psutil
import pytest

from tests.integration.faults.ordering import await_trace, least, place
from tests.waiting import wait_until
from tracing_sandbox.faults.catalogue import SCENARIOS
from tracing_sandbox.running.processes import find_processes
from tracing_sandbox.running.trial import TrialSandbox, open_trial
from tracing_sandbox.shop import Shop
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.jaeger.client import JaegerClient

SERVICES = ("frontend", "inventory", "thirdparty")
SEED = 11
AT_ONCE = 4
THREADS = 16
CROWD = 2 * THREADS
HEALTHY = 20
AS_FAST = 1.5


@dataclass(frozen=True)
class Possessions:
    """What the processes of one service hold."""

    processes: int
    threads: int
    files: int
    sockets: int

    def exceeds(self, other: "Possessions") -> bool:
        """Tell whether there is more of anything."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        return any(mine > theirs for mine, theirs in pairs)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialSandbox]:
    """Give a sandbox in which nothing else has happened."""
    with open_trial(tmp_path_factory.mktemp("left")) as sandbox:
        yield sandbox


def take_stock(sandbox: TrialSandbox) -> dict[str, Possessions]:
    """Count what each service holds."""
    held = {}
    for service in SERVICES:
        own = [each for each in find_processes(sandbox.home) if f"-m {service}" in command(each)]
        held[service] = Possessions(
            len(own),
            sum(each.num_threads() for each in own),
            sum(len(each.open_files()) for each in own),
            sum(len(each.net_connections()) for each in own),
        )
    return held


def command(process: psutil.Process) -> str:
    return " ".join(process.cmdline())


def fill_pools(sandbox: TrialSandbox, shop: Shop) -> None:
    """Let each thread of the services begin, and each connection: these are there to stay.

    SQLite keeps the descriptor of a connection that is closed, for the next one, while others of
    the process hold a lock on the same file: https://www.sqlite.org/howtocorrupt.html (2.2).
    """
    for service in SERVICES:
        take_every_thread(sandbox, service)
    with ThreadPoolExecutor(CROWD) as pool:
        list(pool.map(lambda _: place(shop), range(CROWD)))
        list(pool.map(lambda _: place(shop, "job-outlives-request"), range(2 * AT_ONCE)))
    place(shop, "pool-exhausted")


def take_every_thread(sandbox: TrialSandbox, service: str) -> None:
    """Begin more requests than the service has threads, and end none of them."""
    address = urlsplit(sandbox.address_of(service.upper()))
    with ExitStack() as clients:
        for _ in range(CROWD):
            client = socket.create_connection((address.hostname, address.port), timeout=5)
            clients.enter_context(client).sendall(b"GET /healthz HTTP/1.1\r\n")
        wait_until(lambda: take_stock(sandbox)[service].threads > THREADS, "each thread to begin")


def place_mix(shop: Shop, count: int) -> None:
    """Place orders of all scenarios at random, some at the same time."""
    chance = random.Random(SEED)
    names = [chance.choice(list(SCENARIOS)) for _ in range(count)]

    def place_one(number: int) -> None:
        name, delay_ms = least(SCENARIOS[names[number]])
        place(shop, name, delay_ms, mended=chance.random() < 0.2, seed=number)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(place_one, range(count)))


def lower_quartile_s(shop: Shop) -> float:
    return quantiles((place(shop).took_s for _ in range(HEALTHY)), n=4)[0]


def test_faulty_orders_leave_nothing_behind(
    sandbox: TrialSandbox, jaeger: JaegerClient, faulty_orders: int
) -> None:
    shop = Shop(sandbox.frontend_url)
    fill_pools(sandbox, shop)
    usual_s = lower_quartile_s(shop)
    before = take_stock(sandbox)

    place_mix(shop, faulty_orders)

    def has_no_more() -> bool:
        after = take_stock(sandbox)
        assert {name: held for name, held in after.items() if held.exceeds(before[name])} == {}
        return True

    assert wait_until(has_no_more, "everything to be given back")
    peers = [await_trace(jaeger, place(shop)) for _ in range(5)]

    def is_healthy() -> bool:
        told = explain(await_trace(jaeger, place(shop)), peers)
        assert (told.complete, told.blame, told.problems) == (True, None, ())
        return True

    # What else runs on the machine slows orders too, but not for good.
    assert wait_until(is_healthy, "a healthy order")
    assert wait_until(lambda: lower_quartile_s(shop) <= AS_FAST * usual_s, "orders as fast as ever")
