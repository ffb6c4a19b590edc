"""The shop's configuration."""

import pytest
from pydantic import ValidationError

from frontend.config import Config


def test_budget_of_a_request_holds_the_inventory_and_the_database() -> None:
    config = Config(inventory_timeout_s=3, database_timeout_s=0.5)

    assert config.longest_request_s == 6


@pytest.mark.parametrize(
    ("public", "shown"),
    [(None, "http://127.0.0.1:16686"), ("https://traces.example/", "https://traces.example")],
)
def test_browser_is_led_to_jaegers_public_address(public: str | None, shown: str) -> None:
    assert Config(jaeger_public_url=public).jaeger_page_url == shown


def test_secret_key_is_new_with_each_start_and_not_shown() -> None:
    first, second = Config(), Config()

    assert first.secret_key.get_secret_value() != second.secret_key.get_secret_value()
    assert first.secret_key.get_secret_value() not in repr(first)


@pytest.mark.parametrize(
    "wrong",
    [
        {"frontend_port": 0},
        {"frontend_threads": 0},
        {"frontend_database_url": "mysql://db"},
        {"inventory_timeout_s": -1},
        {"jaeger_public_url": "ftp://x"},
    ],
)
def test_wrong_setting_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        Config(**wrong)  # type: ignore[arg-type]
