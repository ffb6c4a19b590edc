"""What is known of a set-up depends on where the command runs."""

from pathlib import Path

import pytest

from tests.closed_port import closed_port
from tracing_sandbox.doctor.setup.check import Check
from tracing_sandbox.running.setup import examination
from tracing_sandbox.running.setup.examination import (
    Surroundings,
    check_all,
    environ_of,
    find_surroundings,
)
from tracing_sandbox.settings import Settings


def test_container_knows_its_own_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_IN_CONTAINER", "true")
    monkeypatch.setenv("OTEL_SERVICE_NAME", "inventory")
    monkeypatch.setattr(examination, "ask_collector", lambda _metrics: None)
    found = find_surroundings(Settings(jaeger_url="http://jaeger:16686/"))
    assert found.jaeger == "http://jaeger:16686"
    assert list(found.environs) == ["inventory"]
    assert found.unread == ["thirdparty", "frontend"]
    assert found.health["frontend"] == "http://frontend:8000/healthz"


def test_shell_stands_for_the_services_where_no_sandbox_is_up(tmp_path: Path) -> None:
    found = find_surroundings(Settings(home=tmp_path))
    assert (list(found.environs), found.health, found.unread) == (["this shell"], {}, ())


def test_all_that_is_down_is_said_of_in_the_order_of_a_spans_way() -> None:
    nowhere = f"http://127.0.0.1:{closed_port()}"
    environs = {"frontend": {"OTEL_EXPORTER_OTLP_ENDPOINT": nowhere}}
    health = {"frontend": f"{nowhere}/healthz"}
    found = check_all(Surroundings(nowhere, environs, health, None, ["inventory"]))
    assert [(each.name, each.state) for each in found] == [
        ("SDK", "well"),
        ("Exporters", "well"),
        ("Samplers", "well"),
        ("Propagators", "well"),
        ("Settings", "cannot be told"),
        ("Receiver", "wrong"),
        ("Spans that the Collector took", "cannot be told"),
        ("Jaeger", "wrong"),
        ("Clocks", "cannot be told"),
    ]
    assert all(isinstance(each, Check) and each.to_do for each in found if each.state != "well")


def test_receiver_is_not_asked_for_a_service_that_sends_nothing() -> None:
    nowhere = f"http://127.0.0.1:{closed_port()}"
    found = check_all(Surroundings(nowhere, {"frontend": {"OTEL_SDK_DISABLED": "true"}}))
    assert [each.name for each in found if each.name.startswith("Receiver")] == []


def test_process_that_has_ended_has_no_environment() -> None:
    assert environ_of(2**22 + 1) == {}
