"""What the environment says goes before what we would choose; an empty variable says nothing."""

import os

import pytest

from telemetry.environment import DEFAULTS, set_defaults


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the defaults land in a copy of the environment."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("OTEL_")}
    monkeypatch.setattr(os, "environ", kept)


def test_defaults_fill_an_empty_environment() -> None:
    set_defaults("inventory")
    found = {key: value for key, value in os.environ.items() if key.startswith("OTEL_")}
    assert found == {
        **DEFAULTS,
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318",
        "OTEL_SERVICE_NAME": "inventory",
    }


@pytest.mark.parametrize("key", [*DEFAULTS, "OTEL_SERVICE_NAME"])
def test_environment_goes_first(key: str) -> None:
    os.environ[key] = "mine"
    set_defaults("inventory")
    assert os.environ[key] == "mine"


@pytest.mark.parametrize("key", DEFAULTS)
def test_empty_variable_counts_as_unset(key: str) -> None:
    os.environ[key] = ""
    set_defaults("inventory")
    assert os.environ[key] == DEFAULTS[key]


def test_service_name_among_the_resource_attributes_is_not_hidden() -> None:
    os.environ["OTEL_RESOURCE_ATTRIBUTES"] = "team=tea, service.name=mine"
    set_defaults("inventory")
    assert "OTEL_SERVICE_NAME" not in os.environ


def test_other_resource_attributes_leave_the_name_to_us() -> None:
    os.environ["OTEL_RESOURCE_ATTRIBUTES"] = "app.service.name=mine"
    set_defaults("inventory")
    assert os.environ["OTEL_SERVICE_NAME"] == "inventory"


def test_default_endpoint_is_that_of_the_protocol() -> None:
    os.environ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc"
    set_defaults("inventory")
    assert os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] == "http://127.0.0.1:4317"
