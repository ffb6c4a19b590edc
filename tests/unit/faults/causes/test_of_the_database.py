"""Causes that lie between a service and its database, on an SQLite file."""

import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import Connection

from tests.unit.faults.causes.calling import call_of, say_done
from tracing_sandbox.faults import movements
from tracing_sandbox.faults.call import Call
from tracing_sandbox.faults.causes import full_scan, lock_contention, n_plus_one, pool_exhausted

CONNECTIONS = 4
DELAY_MS = 150.0
COUNT = "inventory.stock:count_on_hand"
RESERVE = "inventory.app:reserve_stock"
CONNECT = "sqlalchemy.engine.base:Engine.connect"
CHECK = "inventory.app:check_stock"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    path: Path = tmp_path_factory.mktemp("database") / "stock.sqlite3"
    engine = create_engine(f"sqlite:///{path}", pool_size=CONNECTIONS, max_overflow=0)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE stock (sku TEXT PRIMARY KEY, on_hand INTEGER)"))
        connection.execute(text("INSERT INTO stock VALUES ('TEA', 5)"))
    movements.make_movements(SimpleNamespace(extensions={"engine": engine}))
    return engine


def statements_of(engine: Engine, around: Any, delay_ms: float) -> list[str]:
    """Let a cause stand around a look at the stock, and return what it asks the database."""
    asked: list[str] = []

    def note(_connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        with engine.connect() as connection:
            assert around(call_of(say_done, connection, "TEA", delay_ms=delay_ms)) == "done"
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return asked


def test_movements_are_made_once(engine: Engine) -> None:
    movements.make_movements(SimpleNamespace(extensions={"engine": engine}))
    with engine.connect() as connection:
        counts = [
            connection.scalar(text(f"SELECT count(*) FROM {table}"))
            for table in (movements.PLAIN, movements.INDEXED)
        ]
    assert counts == [movements.ROWS, movements.ROWS]
    assert 0 < movements.known.scan_s < 1


def test_one_statement_a_day_or_one_for_all(engine: Engine) -> None:
    broken = statements_of(engine, n_plus_one.BROKEN[COUNT], DELAY_MS)
    assert broken[0] == n_plus_one.DAYS
    assert len(broken) > 10
    assert len(set(broken[1:])) == 1
    assert statements_of(engine, n_plus_one.MENDED[COUNT], DELAY_MS) == [n_plus_one.LEFT_BY_DAY]


@pytest.mark.parametrize(
    ("places", "way"),
    [(full_scan.BROKEN, "SCAN other"), (full_scan.MENDED, "SEARCH other USING COVERING INDEX")],
)
def test_movements_are_scanned_or_looked_up_in_the_index(
    engine: Engine, places: Any, way: str
) -> None:
    (statement,) = statements_of(engine, places[COUNT], 20)
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", (1,)).all()
    assert [row for row in plan if way in row[3]]


def lower(engine: Engine) -> Call:
    def write(*_: Any) -> str:
        with engine.begin() as connection:
            connection.execute(text("UPDATE stock SET on_hand = on_hand - 1 WHERE sku = 'TEA'"))
        return "done"

    return call_of(write, engine, "an order", "TEA", delay_ms=DELAY_MS)


def took_s(around: Any, call: Call) -> float:
    began = time.monotonic()
    assert around(call) == "done"
    return time.monotonic() - began


def test_write_waits_for_a_transaction_that_works_while_it_holds_the_lock(engine: Engine) -> None:
    assert took_s(lock_contention.BROKEN[RESERVE], lower(engine)) >= DELAY_MS / 1000
    assert engine.pool.checkedout() == 0


def test_write_does_not_wait_for_a_transaction_that_is_over(engine: Engine) -> None:
    assert took_s(lock_contention.MENDED[RESERVE], lower(engine)) < DELAY_MS / 1000
    assert engine.pool.checkedout() == 0


def connect_in_check(engine: Engine, places: Any) -> float:
    """Let a check ask for its connection, as a place around Engine.connect sees it."""
    stage: dict[str, Any] = {}

    def check(*_: Any) -> str:
        connect = call_of(engine.connect, delay_ms=DELAY_MS, instance=engine)
        places[CONNECT](Call(**{**vars(connect), "stage": stage})).close()
        return "done"

    call = call_of(check, engine)
    return took_s(places[CHECK], Call(**{**vars(call), "stage": stage}))


@pytest.fixture
def opened(engine: Engine) -> Iterator[list[Any]]:
    """Connections to the database that are open, since the pool was emptied."""
    found: list[Any] = []
    engine.dispose()
    event.listen(engine, "connect", note := lambda each, _: found.append(each))
    event.listen(engine, "close_detached", gone := found.remove)
    yield found
    event.remove(engine, "connect", note)
    event.remove(engine, "close_detached", gone)


def test_connection_is_waited_for_while_others_keep_them_all(
    engine: Engine, opened: list[Any]
) -> None:
    assert connect_in_check(engine, pool_exhausted.BROKEN) >= DELAY_MS / 1000
    assert engine.pool.checkedout() == 0
    assert len(opened) == 1


def test_connection_is_there_when_others_give_theirs_back(
    engine: Engine, opened: list[Any]
) -> None:
    assert connect_in_check(engine, pool_exhausted.MENDED) < DELAY_MS / 1000
    assert engine.pool.checkedout() == 0
    assert len(opened) == 1
