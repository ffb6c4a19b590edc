"""A wrong setting ends the process with one line: its name, what it holds, what was expected."""

import pytest
from pydantic import ValidationError

from inventory.config import Config
from web.config import check_base_url


def refusal(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> str:
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        Config.read()
    return str(ended.value.code)


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        (
            "SANDBOX_INVENTORY_PORT",
            "x",
            "SANDBOX_INVENTORY_PORT=x: Input should be a valid integer, unable to parse string as "
            "an integer.",
        ),
        (
            "SANDBOX_INVENTORY_PORT",
            "70000",
            "SANDBOX_INVENTORY_PORT=70000: Input should be less than or equal to 65535.",
        ),
        (
            "SANDBOX_THIRDPARTY_TIMEOUT_S",
            "0",
            "SANDBOX_THIRDPARTY_TIMEOUT_S=0: Input should be greater than 0.",
        ),
        (
            "SANDBOX_THIRDPARTY_URL",
            "https://user:secret@x",
            "SANDBOX_THIRDPARTY_URL=https://***@x: "
            "expected an address such as http://127.0.0.1:8002.",
        ),
        (
            "SANDBOX_INVENTORY_DATABASE_URL",
            "mysql://user:secret@host/inventory",
            "SANDBOX_INVENTORY_DATABASE_URL=mysql://***@host/inventory: "
            "expected sqlite:///inventory.sqlite3 or postgresql://user@host/inventory.",
        ),
    ],
)
def test_wrong_setting_is_named_with_value_and_expectation(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, line: str
) -> None:
    assert refusal(monkeypatch, name, value) == line


def test_every_wrong_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_INVENTORY_PORT", "0")
    lines = refusal(monkeypatch, "SANDBOX_INVENTORY_THREADS", "none").splitlines()
    assert [line.partition("=")[0] for line in lines] == [
        "SANDBOX_INVENTORY_PORT",
        "SANDBOX_INVENTORY_THREADS",
    ]


def test_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_INVENTORY_PORT", "")
    assert Config.read().inventory_port == 8001


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Config.read().inventory_port = 1


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8002", "http://thirdparty/", "http://[::1]:80/base", "http://a@b"]
)
def test_base_url_is_taken(url: str) -> None:
    assert check_base_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:8002",
        "https://127.0.0.1",
        "ftp://x",
        "http://",
        "http://:8002",
        "http://x:port",
        "http://x:70000",
        "http://x:0",
        "http://[::1",
        "http://x?a=1",
        "http://x#a",
        "http://a b",
        "http://x\n",
        "http://x\x00",
        "http://.x",
    ],
)
def test_base_url_that_nobody_could_ask_is_refused(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        check_base_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///inventory.sqlite3",
        "sqlite:////tmp/inventory.sqlite3",
        "postgresql://user:secret@host:5432/inventory",
        "postgres://host/inventory",
        "postgresql:///inventory?host=/tmp/socket",
    ],
)
def test_database_url_is_taken(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("SANDBOX_INVENTORY_DATABASE_URL", url)
    assert Config.read().inventory_database_url == url


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql://host",
        "postgresql://host:port/x",
        "postgresql+psycopg2://host/inventory",
    ],
)
def test_database_url_that_the_inventory_cannot_use_is_refused(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    assert "expected sqlite:///" in refusal(monkeypatch, "SANDBOX_INVENTORY_DATABASE_URL", url)
