"""How the inventory opens its database, and which of its errors mean that it is away."""

import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from inventory.database import connect_arguments, is_away, normalize_url


@pytest.mark.parametrize(
    ("url", "normalized"),
    [
        ("sqlite:///a.sqlite3", "sqlite:///a.sqlite3"),
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u:p%40@h:1/d?host=/s", "postgresql+psycopg://u:p%40@h:1/d?host=%2Fs"),
        ("postgresql+psycopg://h/d", "postgresql+psycopg://h/d"),
    ],
)
def test_url_names_its_driver_and_keeps_its_password(url: str, normalized: str) -> None:
    assert normalize_url(url) == normalized


def test_deadline_is_said_in_each_driver_s_terms() -> None:
    assert connect_arguments("sqlite:///a", 0.5) == {"timeout": 0.5}
    assert connect_arguments("postgresql://h/d", 2.5) == {
        "connect_timeout": 2,
        "options": "-c statement_timeout=2500 -c lock_timeout=2500",
    }


def of_sqlite(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("said SQLite")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (OperationalError("SELECT 1", {}, of_sqlite(sqlite3.SQLITE_BUSY)), True),
        (OperationalError("SELECT 1", {}, of_sqlite(sqlite3.SQLITE_IOERR)), True),
        (OperationalError("SELECT 1", {}, of_sqlite(sqlite3.SQLITE_FULL)), True),
        (OperationalError("SELECT 1", {}, of_sqlite(sqlite3.SQLITE_ERROR)), False),
        (OperationalError("SELECT 1", {}, psycopg.OperationalError("gone")), True),
        (OperationalError(None, None, psycopg.OperationalError("refused")), True),
        (InterfaceError("SELECT 1", {}, psycopg.InterfaceError("closed")), True),
        (PoolTimeoutError("the pool is empty"), True),
        (ProgrammingError("SELECT 1", {}, psycopg.ProgrammingError("no table")), False),
        (IntegrityError("SELECT 1", {}, psycopg.IntegrityError("twice")), False),
        (DBAPIError("SELECT 1", {}, psycopg.Error("?"), connection_invalidated=True), True),
        (ValueError("ours"), False),
    ],
)
def test_database_that_is_away_is_told_from_a_wrong_statement(error: Exception, away: bool) -> None:
    assert is_away(error) == away
