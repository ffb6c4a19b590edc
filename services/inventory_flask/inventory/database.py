"""The inventory's own database: its engine, its tables, its first stock."""

from opentelemetry.instrumentation.utils import suppress_instrumentation
from sqlalchemy import Engine, create_engine, event, insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session

from inventory.tables import Base, Stock

FIRST_STOCK = {
    "TEA-ASSAM": 100_000,
    "TEA-DARJEELING": 100_000,
    "TEA-EARL-GREY": 100_000,
    "TEA-JASMINE": 100_000,
    "TEA-ROOIBOS": 100_000,
    "TEA-SILVER-NEEDLE": 5,
}


def open_database(url: str, timeout_s: float, connections: int) -> Engine:
    """Open the database: one connection for each thread at most, each wait bound to `timeout_s`."""
    engine = create_engine(
        normalize_url(url),
        pool_size=connections,
        max_overflow=0,
        pool_timeout=timeout_s,
        connect_args=connect_arguments(url, timeout_s),
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


def prepare_database(engine: Engine) -> None:
    """Create the tables that are missing and put the first stock on empty shelves."""
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        if session.scalar(select(Stock.sku).limit(1)) is None:
            rows = [{"sku": sku, "on_hand": on_hand} for sku, on_hand in FIRST_STOCK.items()]
            session.execute(insert(Stock), rows)
    engine.dispose()
