"""Which configuration files Collector and Jaeger are started with."""

from pathlib import Path

import pytest

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.running.configs.files import list_configs, read_configs
from tracing_sandbox.settings import PROJECT, read_settings


def test_configurations_are_ours_unless_somebody_names_another(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert list_configs(read_settings(), "collector") == [PROJECT / "collector-config.yaml"]
    monkeypatch.setenv("SANDBOX_COLLECTOR_CONFIG", str(tmp_path / "own.yaml"))
    assert list_configs(read_settings(), "collector") == [tmp_path / "own.yaml"]


def test_time_to_live_is_added_to_either_configuration_of_jaeger(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert list_configs(read_settings(), "jaeger") == [PROJECT / "jaeger-config.yaml"]
    monkeypatch.setenv("SANDBOX_JAEGER_TTL", "1h")
    monkeypatch.setenv("SANDBOX_JAEGER_CONFIG", str(tmp_path / "own.yaml"))
    on_disk = PROJECT / "jaeger-on-disk.yaml"
    assert list_configs(read_settings(), "jaeger") == [tmp_path / "own.yaml", on_disk]


def test_configuration_that_cannot_be_read_is_named_with_its_setting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SANDBOX_JAEGER_CONFIG", str(tmp_path))
    with pytest.raises(SandboxError) as caught:
        read_configs(read_settings())
    assert caught.value.what == f"SANDBOX_JAEGER_CONFIG={tmp_path} cannot be read: Is a directory."


def test_configuration_that_is_no_text_is_left_to_the_part(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "own.yaml").write_bytes(b"\xff\xfe")
    monkeypatch.setenv("SANDBOX_JAEGER_CONFIG", str(tmp_path / "own.yaml"))
    held = read_configs(read_settings())["jaeger"]
    assert held[f"SANDBOX_JAEGER_CONFIG={tmp_path / 'own.yaml'}"]
