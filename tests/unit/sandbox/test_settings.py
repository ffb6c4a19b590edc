"""A wrong setting is named, with its value and what was expected."""

from pathlib import Path

import pytest

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.settings import PROJECT, read_home, read_settings


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


def test_home_is_in_the_checkout_or_in_a_folder_of_the_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SANDBOX_HOME", raising=False)
    assert read_home() == PROJECT / ".sandbox"
    monkeypatch.setattr("tracing_sandbox.settings.PROJECT", tmp_path / "site-packages")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert read_home() == tmp_path / "tracing-sandbox"


def test_settings_are_refused_without_repeating_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_JAEGER_URL", "ftp://me:secret@host")
    with pytest.raises(SandboxError) as caught:
        read_settings()
    assert caught.value.what == (
        "SANDBOX_JAEGER_URL=ftp://***@host: String should match pattern '^https?://'."
    )
    assert caught.value.next_step == "Set it to what was expected, or unset it for the default."


def test_settings_that_are_wrong_are_all_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_JAEGER_PORT", "0")
    monkeypatch.setenv("SANDBOX_START_TIMEOUT_S", "soon")
    with pytest.raises(SandboxError) as caught:
        read_settings()
    lines = caught.value.what.splitlines()
    assert [line.split("=")[0] for line in lines] == [
        "SANDBOX_JAEGER_PORT",
        "SANDBOX_START_TIMEOUT_S",
    ]


def test_settings_that_are_empty_are_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_JAEGER_PORT", "")
    assert read_settings().jaeger_port == 16686


def test_home_is_read_in_spite_of_a_wrong_setting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SANDBOX_JAEGER_PORT", "0")
    monkeypatch.setenv("SANDBOX_HOME", f"{tmp_path}/x/..")
    assert read_home() == tmp_path


def test_shop_is_where_it_is_said_to_be_or_on_its_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SANDBOX_HOST", raising=False)
    monkeypatch.setenv("SANDBOX_FRONTEND_PORT", "9000")
    assert read_settings().shop_url == "http://127.0.0.1:9000"
    monkeypatch.setenv("SANDBOX_FRONTEND_URL", "http://shop.example/")
    assert read_settings().shop_url == "http://shop.example"


@pytest.mark.parametrize("value", ["72h", "1h30m", "90s", "0.5h"])
def test_time_to_live_is_taken_as_jaeger_takes_it(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("SANDBOX_JAEGER_TTL", value)
    assert read_settings().jaeger_ttl == value


@pytest.mark.parametrize("value", ["7d", "0h", "72", "-1h", "1 h", "h"])
def test_time_to_live_that_jaeger_would_not_take_is_refused(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("SANDBOX_JAEGER_TTL", value)
    with pytest.raises(SandboxError) as caught:
        read_settings()
    assert caught.value.what == (
        f"SANDBOX_JAEGER_TTL={value}: expected hours, minutes or seconds above 0, such as 72h or "
        "1h30m."
    )


def test_own_configuration_is_found_from_anywhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SANDBOX_COLLECTOR_CONFIG", "own/collector.yaml")
    assert read_settings().collector_config == tmp_path / "own" / "collector.yaml"
