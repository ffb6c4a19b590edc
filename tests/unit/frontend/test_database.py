"""How a database's URL becomes Django's settings."""

from frontend.database import configure_database


def test_sqlite_writes_ahead_and_waits_in_bounds() -> None:
    found = configure_database("sqlite:////data/shop.sqlite3", 1.5)

    assert (found["ENGINE"], found["NAME"], found["CONN_MAX_AGE"], found["OPTIONS"]) == (
        "django.db.backends.sqlite3",
        "/data/shop.sqlite3",
        None,
        {
            "timeout": 1.5,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
        },
    )


def test_postgresql_waits_in_bounds_and_keeps_the_options_of_its_url() -> None:
    url = "postgresql://shop:p%40w@db:5433/shop?sslmode=disable&options=-c%20work_mem=8MB"

    found = configure_database(url, 1.5)

    assert (found["ENGINE"], found["HOST"], found["PORT"], found["USER"], found["PASSWORD"]) == (
        "django.db.backends.postgresql",
        "db",
        5433,
        "shop",
        "p@w",
    )
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (None, True)
    assert found["OPTIONS"] == {
        "sslmode": "disable",
        "connect_timeout": 2,
        "options": (
            "-c work_mem=8MB -c statement_timeout=1500 -c lock_timeout=1500 -c TimeZone=UTC"
        ),
    }
