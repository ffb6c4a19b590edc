"""A wrong setting is named, with its value and what was expected."""

from pathlib import Path

import pytest

from frontend.config import Settings as FrontendSettings
from inventory.config import Settings as InventorySettings
from tracing_sandbox.errors import SandboxError
from tracing_sandbox.settings import read_settings


def test_settings_have_defaults_on_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SANDBOX_HOST", raising=False)
    assert read_settings().host == "127.0.0.1"


@pytest.mark.parametrize("value", ["http", "0", "65536", "8000.5"])
def test_settings_refuse_a_port_that_is_none(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SANDBOX_FRONTEND_PORT", value)
    with pytest.raises(
        SandboxError, match=f"SANDBOX_FRONTEND_PORT={value}: .*integer|less|greater"
    ):
        read_settings()


def test_settings_refuse_a_home_too_long_for_a_socket(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SANDBOX_HOME", str(tmp_path / ("x" * 100)))
    with pytest.raises(SandboxError, match="longer than 80 bytes"):
        read_settings()


def test_settings_know_the_budgets_of_the_services(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().longest_order_s == FrontendSettings().longest_request_s
    assert read_settings().longest_reservation_s == InventorySettings().longest_request_s
    monkeypatch.setenv("SANDBOX_INVENTORY_TIMEOUT_S", "60")
    monkeypatch.setenv("SANDBOX_THIRDPARTY_TIMEOUT_S", "50")
    monkeypatch.setenv("SANDBOX_DATABASE_TIMEOUT_S", "5")
    frontend = FrontendSettings.from_environment()
    inventory = InventorySettings.from_environment()
    assert read_settings().longest_order_s == frontend.longest_request_s == 90
    assert read_settings().longest_reservation_s == inventory.longest_request_s == 70


def test_settings_give_every_part_the_time_to_end_its_requests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert read_settings().longest_stop_s == 35
    monkeypatch.setenv("SANDBOX_INVENTORY_TIMEOUT_S", "60.5")
    assert read_settings().longest_stop_s == 86
    monkeypatch.setenv("SANDBOX_THIRDPARTY_TIMEOUT_S", "100")
    assert read_settings().longest_stop_s == 121
