"""Stock movements: many rows in the inventory's database, which causes read.

There are two tables of the same rows: one without an index, and one with it.
"""

import logging
import time
from dataclasses import dataclass, field
from threading import Event
from typing import Any

ROWS = 50_000
DAYS = 500
PLAIN = "stock_movement"
INDEXED = "stock_movement_by_day"
CREATE = (
    "CREATE TABLE IF NOT EXISTS {table} "
    "(id INTEGER PRIMARY KEY, day INTEGER NOT NULL, quantity INTEGER NOT NULL)"
)
FILL = (
    f"INSERT INTO {PLAIN} (id, day, quantity) "  # noqa: S608
    f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS}) "
    f"SELECT i, (i - 1) % {DAYS} + 1, i % 7 FROM n"
)
COPY = f"INSERT INTO {INDEXED} SELECT id, day, quantity FROM {PLAIN}"  # noqa: S608
INDEX = f"CREATE INDEX IF NOT EXISTS movements_of_a_day ON {INDEXED} (day, quantity)"
# How much moved on the days of the first movements.
LOOK_UP = (
    "SELECT sum((SELECT sum(other.quantity) FROM {table} AS other WHERE other.day = mine.day)) "
    "FROM {table} AS mine WHERE mine.id <= :movements"
)
FEW, MANY = 2, 14
SAMPLES = 6
LEAST_SCAN_S = 0.0002
LONGEST_WAIT_S = 5.0
# Until it has been measured.
LIKELY_SCAN_S = 0.003

log = logging.getLogger(__name__)


@dataclass
class Movements:
    """What is known of the tables: whether they are there, and how long it takes to read one."""

    made: Event = field(default_factory=Event)
    scan_s: float = LIKELY_SCAN_S


known = Movements()


def make_movements(application: Any) -> None:
    """Make the tables, once for a database: no request should have to wait for them."""
    from opentelemetry.instrumentation.utils import suppress_instrumentation

    engine = application.extensions["engine"]
    try:
        with suppress_instrumentation():
            with engine.begin() as connection:
                fill_tables(connection)
            with engine.connect() as connection:
                known.scan_s = measure_scan_s(connection)
    except Exception:
        log.warning("could not write the stock movements", exc_info=True)
    finally:
        known.made.set()


def fill_tables(connection: Any) -> None:
    """Write the rows that are missing."""
    from sqlalchemy import text

    for table in (PLAIN, INDEXED):
        connection.execute(text(CREATE.format(table=table)))
    connection.execute(text(INDEX))
    for table, fill in ((PLAIN, FILL), (INDEXED, COPY)):
        if connection.scalar(text(f"SELECT id FROM {table} LIMIT 1")) is None:  # noqa: S608
            connection.execute(text(fill))


def measure_scan_s(connection: Any) -> float:
    """Measure how long one way through the table takes; the quickest was disturbed the least.

    What a statement costs however little it reads, as to be compiled, is left out of that.
    """
    few_s, many_s = (
        min(time_s(connection, movements) for _ in range(SAMPLES)) for movements in (FEW, MANY)
    )
    return max((many_s - few_s) / (MANY - FEW), LEAST_SCAN_S)


def time_s(connection: Any, movements: int) -> float:
    """Measure how long it takes to look some movements up without an index."""
    began = time.perf_counter()
    look_up(connection, PLAIN, movements)
    return time.perf_counter() - began


def look_up(connection: Any, table: str, movements: int) -> None:
    """Look up what moved on the days of the first movements, in one statement."""
    from sqlalchemy import text

    connection.scalar(text(LOOK_UP.format(table=table)), {"movements": movements})


def await_movements() -> Movements:
    """Return what is known of the tables, once they are there."""
    known.made.wait(LONGEST_WAIT_S)
    return known
