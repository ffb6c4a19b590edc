"""A database span is named by operation and table, and by nothing that varies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql

from telemetry.queries import query_name, summarize_query


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("SELECT stock.on_hand FROM stock WHERE stock.sku = ?", "SELECT stock"),
        ('select "a" from "orders_order" where "id" = %s', "SELECT orders_order"),
        ("INSERT INTO reservation (order_id) VALUES (?)", "INSERT reservation"),
        ("UPDATE stock SET on_hand=(stock.on_hand - ?)", "UPDATE stock"),
        ("DELETE FROM `stock`", "DELETE stock"),
        ("SELECT * FROM (SELECT 1 FROM inner_table) x", "SELECT inner_table"),
        ("SELECT * FROM public.stock", "SELECT stock"),
        ('SELECT * FROM "public"."stock"', "SELECT stock"),
        ("SELECT sku FROM stock FOR UPDATE SKIP LOCKED", "SELECT stock"),
        ("/* a comment */ SELECT 1 FROM stock", "SELECT stock"),
        ("-- a comment\nSELECT 1 FROM stock", "SELECT stock"),
        ("CREATE TABLE IF NOT EXISTS stock (sku TEXT)", "CREATE stock"),
        ('SAVEPOINT "s1234_x1"', "SAVEPOINT"),
        ("(SELECT sku FROM stock) UNION (SELECT sku FROM sold)", "SELECT stock"),
        ("BEGIN", "BEGIN"),
        ("COMMIT;", "COMMIT"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_statement_is_summarized(statement: str, name: str) -> None:
    assert summarize_query(statement) == name


@given(st.text())
def test_any_text_has_a_short_name(text: str) -> None:
    assert len(summarize_query(text)) <= 100


@pytest.mark.parametrize(
    "statement",
    ["SELECT 1 FROM stock", b"SELECT 1 FROM stock", sql.SQL("SELECT 1 FROM stock")],
)
def test_statement_of_any_kind_is_named(statement: object) -> None:
    assert query_name(None, None, [statement]) == "SELECT stock"


def test_call_without_a_statement_has_no_name() -> None:
    assert query_name(None, None, []) == ""
