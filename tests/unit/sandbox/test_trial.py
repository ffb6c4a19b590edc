"""A sandbox on trial knows its own addresses, and nothing of the caller's sandbox."""

from pathlib import Path

import pytest

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.invocation import typed
from tracing_sandbox.running.trial import TrialSandbox, clean_environment


def test_trial_has_a_port_of_its_own_for_each_part(tmp_path: Path) -> None:
    sandbox = TrialSandbox.on_free_ports(tmp_path, SANDBOX_THIRDPARTY_SEED="7")
    ports = {name: port for name, port in sandbox.environment.items() if name.endswith("_PORT")}
    assert len(set(ports.values())) == len(ports) == 10
    assert sandbox.environment == {
        "SANDBOX_HOME": str(tmp_path),
        "SANDBOX_THIRDPARTY_SEED": "7",
        **ports,
    }
    assert sandbox.frontend_url == f"http://127.0.0.1:{ports['SANDBOX_FRONTEND_PORT']}"
    assert sandbox.collector_url == f"http://127.0.0.1:{ports['SANDBOX_OTLP_HTTP_PORT']}"


def test_trial_of_a_sandbox_elsewhere_is_where_it_is_said_to_be(tmp_path: Path) -> None:
    sandbox = TrialSandbox(tmp_path, {"SANDBOX_JAEGER_URL": "http://jaeger.example"})
    assert sandbox.jaeger_url == "http://jaeger.example"


def test_trial_runs_without_the_callers_settings_but_with_its_binaries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SANDBOX_FRONTEND_PORT", "8000")
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    monkeypatch.setenv("SANDBOX_CACHE", "/cache")
    environment = clean_environment()
    assert {"SANDBOX_FRONTEND_PORT", "OTEL_SDK_DISABLED"} & set(environment) == set()
    assert environment["SANDBOX_CACHE"] == "/cache"


def test_trial_shows_what_a_failed_command_has_printed(tmp_path: Path) -> None:
    sandbox = TrialSandbox.on_free_ports(tmp_path)
    with pytest.raises(SandboxError) as caught:
        sandbox.require("status")
    assert caught.value.what == (
        f"sandbox status failed:\nError: No sandbox is running in {tmp_path}.\n"
        f"Start it: {typed('up --detach')}\n"
    )
    assert caught.value.next_step == f"Its logs are in {tmp_path}/logs"
