"""The inventory's own database: its engine, its tables, its first stock."""

import logging
import sqlite3
import sys
import time

from opentelemetry.instrumentation.utils import suppress_instrumentation
from sqlalchemy import Engine, create_engine, event, insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from inventory.tables import metadata, stock_table

log = logging.getLogger(__name__)

FIRST_STOCK = {
    "TEA-ASSAM": 100_000,
    "TEA-DARJEELING": 100_000,
    "TEA-EARL-GREY": 100_000,
    "TEA-JASMINE": 100_000,
    "TEA-ROOIBOS": 100_000,
    "TEA-SILVER-NEEDLE": 5,
}
START_PAUSE_S = 0.5


def open_database(url: str, timeout_s: float, connections: int) -> Engine:
    """Open the database: one connection for each thread at most, each wait bound to `timeout_s`."""
    engine = create_engine(
        normalize_url(url),
        pool_size=connections,
        max_overflow=0,
        pool_timeout=timeout_s,
        connect_args=connect_arguments(url, timeout_s),
        hide_parameters=True,
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", use_write_ahead_log)
    return engine


def normalize_url(url: str) -> str:
    """Name the driver: a bare `postgresql://` means psycopg 3."""
    parsed = make_url(url)
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)


def connect_arguments(url: str, timeout_s: float) -> dict[str, object]:
    """Return the driver's own names for the deadline."""
    if url.startswith("sqlite"):
        return {"timeout": timeout_s}
    milliseconds = int(timeout_s * 1000)
    return {
        "connect_timeout": max(1, round(timeout_s)),
        "options": f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds}",
    }


def use_write_ahead_log(connection: DBAPIConnection, _record: object) -> None:
    """Let readers and the writer of an SQLite file work at the same time.

    A new connection's set-up is no part of the request that happened to need it: no spans.
    """
    with suppress_instrumentation():
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.close()


def is_away(error: Exception) -> bool:
    """Tell a database that is away or too busy from a statement that is wrong.

    SQLite calls both OperationalError, and tells them apart by its error code.
    """
    if isinstance(error, PoolTimeoutError | InterfaceError):
        return True
    if isinstance(error, OperationalError):
        code = getattr(error.orig, "sqlite_errorcode", None)
        return code != sqlite3.SQLITE_ERROR
    return isinstance(error, DBAPIError) and error.connection_invalidated


def await_database(engine: Engine, deadline_s: float) -> None:
    """Prepare the database, which may come up after us; end the process after `deadline_s`."""
    deadline = time.monotonic() + deadline_s
    while True:
        try:
            return prepare_database(engine)
        except DBAPIError as error:
            reason = " ".join(str(error.orig).split())
            if not is_away(error) or time.monotonic() > deadline:
                sys.exit(
                    f"The inventory cannot use its database {engine.url!r} (tried for "
                    f"{deadline_s:g} s): {reason}. Start it, or set SANDBOX_INVENTORY_DATABASE_URL."
                )
            log.warning("waiting for the database %r: %s", engine.url, reason)
            time.sleep(START_PAUSE_S)


def prepare_database(engine: Engine) -> None:
    """Create the tables that are missing and put the first stock on empty shelves.

    No connection is left open: the processes that serve are forked from this one.
    """
    try:
        metadata.create_all(engine)
        with engine.begin() as connection:
            if connection.scalar(select(stock_table.c.sku).limit(1)) is None:
                rows = [{"sku": sku, "on_hand": on_hand} for sku, on_hand in FIRST_STOCK.items()]
                connection.execute(insert(stock_table), rows)
    finally:
        engine.dispose()
