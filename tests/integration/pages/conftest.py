"""The real shop, between a Jaeger double, an inventory double, and a receiver of its spans."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browser.otlp import MadeSpan
from tests.integration.frontend.inventory_double import InventoryDouble, reserve
from tests.integration.frontend.running_frontend import RunningFrontend
from tests.integration.pages.jaeger_double import JaegerDouble
from tests.span_receiver import SpanReceiver


@pytest.fixture(scope="session")
def listening_jaeger() -> Iterator[JaegerDouble]:
    """A Jaeger double for the session."""
    double = JaegerDouble()
    yield double
    double.stop()


@pytest.fixture
def jaeger(listening_jaeger: JaegerDouble) -> Iterator[JaegerDouble]:
    """The Jaeger double, which holds nothing yet."""
    listening_jaeger.forget()
    yield listening_jaeger
    listening_jaeger.forget()


@pytest.fixture(scope="session")
def receiver() -> Iterator[SpanReceiver]:
    """Where the shop sends its spans."""
    receiver = SpanReceiver().start()
    yield receiver
    receiver.stop()


@pytest.fixture(scope="session")
def running_shop(
    tmp_path_factory: pytest.TempPathFactory,
    listening_jaeger: JaegerDouble,
    receiver: SpanReceiver,
) -> Iterator[RunningFrontend]:
    """A shop for the session."""
    directory = tmp_path_factory.mktemp("trace-pages")
    inventory = InventoryDouble(reserve).start()
    try:
        with start_shop(directory, listening_jaeger.url, receiver, inventory.port) as shop:
            yield shop
    finally:
        inventory.stop()


@pytest.fixture(scope="session")
def running_faulty_shop(
    tmp_path_factory: pytest.TempPathFactory,
    listening_jaeger: JaegerDouble,
    receiver: SpanReceiver,
) -> Iterator[RunningFrontend]:
    """A shop for the session in which things can be broken on purpose."""
    directory = tmp_path_factory.mktemp("faulty")
    inventory = InventoryDouble(reserve).start()
    faults = {"SANDBOX_FAULTS": "on", "SANDBOX_SEAL_KEY": "key"}
    try:
        with start_shop(
            directory, listening_jaeger.url, receiver, inventory.port, **faults
        ) as shop:
            yield shop
    finally:
        inventory.stop()


@contextmanager
def start_shop(
    directory: Path,
    jaeger_url: str,
    receiver: SpanReceiver,
    inventory_port: int = 1,
    **environ: str,
) -> Iterator[RunningFrontend]:
    """Run a shop that asks this Jaeger."""
    shop = RunningFrontend(
        directory,
        **environ,
        SANDBOX_FRONTEND_DATABASE_URL=f"sqlite:///{directory / 'shop.sqlite3'}",
        SANDBOX_INVENTORY_URL=f"http://127.0.0.1:{inventory_port}",
        SANDBOX_JAEGER_URL=jaeger_url,
        SANDBOX_JAEGER_PUBLIC_URL="http://jaeger.example/",
        SANDBOX_COMMAND=".venv/bin/sandbox",
        OTEL_EXPORTER_OTLP_ENDPOINT=receiver.endpoint,
        OTEL_BSP_SCHEDULE_DELAY="20",
    )
    try:
        yield shop.start()
    finally:
        shop.kill()


@pytest.fixture
def shop(running_shop: RunningFrontend, jaeger: JaegerDouble) -> RunningFrontend:
    """The running shop, and a Jaeger that holds nothing yet."""
    running_shop.session.cookies.clear()
    return running_shop


@pytest.fixture
def faulty_shop(running_faulty_shop: RunningFrontend, jaeger: JaegerDouble) -> RunningFrontend:
    """The shop in which things can be broken, and a Jaeger that holds nothing yet."""
    running_faulty_shop.session.cookies.clear()
    return running_faulty_shop


def order_spans(look_up_ms: float = 20, *, failed: bool = False) -> list[MadeSpan]:
    """An order of six steps; the third party takes so long."""
    end = look_up_ms + 20
    root = MadeSpan("frontend", "POST api/orders", 0, end, kind="server", error=failed)
    call = MadeSpan("frontend", "POST", 2, end - 2, root, "client", failed)
    serve = MadeSpan("inventory", "POST /reservations", 4, end - 4, call, "server", failed)
    ask = MadeSpan("inventory", "GET", 6, end - 6, serve, "client", failed)
    answer = MadeSpan("thirdparty", "GET /v1/prices/<sku>", 8, end - 8, ask, "server", failed)
    look = MadeSpan("thirdparty", "look_up_price", 10, end - 10, answer, error=failed)
    return [root, call, serve, ask, answer, look]


def hold_orders(jaeger: JaegerDouble, *look_up_ms: float) -> list[str]:
    """Let Jaeger hold orders, a second apart, the last one the newest."""
    began_s = time.time() - 100
    return [
        jaeger.hold(secrets.token_hex(16), order_spans(each), began_s + number)
        for number, each in enumerate(look_up_ms)
    ]
