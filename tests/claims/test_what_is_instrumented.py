"""Which calls leave a span, and which are left out by mistake."""

import pytest

from tests.claims.program import run

INSTRUMENT = """
from opentelemetry.instrumentation.flask import FlaskInstrumentor
FlaskInstrumentor().instrument()
"""
IMPORT = "from flask import Flask\n"
ASK = """
app = Flask("tea")
app.add_url_rule("/", view_func=lambda: "tea", endpoint="tea")
assert app.test_client().get("/").text == "tea"
"""
EXCLUDING = """
from opentelemetry.instrumentation.flask import FlaskInstrumentor
app = Flask("tea")
app.add_url_rule("/<path:any>", view_func=lambda any: any, endpoint="tea")
FlaskInstrumentor().instrument_app(app, excluded_urls=EXCLUDED)
for address in ("/health", "/orders/healthy", "/orders?sort=health", "/orders"):
    assert app.test_client().get(address).status_code == 200
"""


@pytest.mark.parametrize(
    ("program", "names"),
    [(IMPORT + INSTRUMENT + ASK, []), (INSTRUMENT + IMPORT + ASK, ["GET /"])],
    ids=["after the import", "before the import"],
)
def test_flask_as_a_whole_is_traced_if_instrumented_before_its_import(
    program: str, names: list[str]
) -> None:
    assert run(program).names == names


@pytest.mark.parametrize(
    ("excluded", "kept"), [("health", 1), (r"^https?://[^/]*/health(\\?|$)", 3)]
)
def test_excluded_urls_is_searched_in_the_whole_url(excluded: str, kept: int) -> None:
    asked = run(f"EXCLUDED = '{excluded}'\n" + IMPORT + EXCLUDING)
    assert len(asked.spans) == kept


def test_query_on_the_connection_of_sqlite_leaves_no_span() -> None:
    queried = run(
        """
        import sqlite3
        from opentelemetry.instrumentation.sqlite3 import SQLite3Instrumentor

        SQLite3Instrumentor().instrument()
        database = sqlite3.connect(":memory:")
        database.execute("CREATE TABLE teas (name)")
        database.cursor().execute("SELECT name FROM teas")
        """
    )
    assert queried.names == ["SELECT"]
