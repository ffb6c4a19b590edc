"""`OTEL_TRACES_EXPORTER` and the protocol are obeyed, or refused in words."""

import os
import subprocess
import sys

import pytest

from telemetry.environment import (
    check_environment,
    check_exporters,
    check_propagators,
    is_near,
)
from telemetry.exporters import chosen_exporters


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is changed be changed in a copy of the environment."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("OTEL_EXPORTER")}
    monkeypatch.setattr(os, "environ", kept)


@pytest.mark.parametrize(
    ("names", "kinds"),
    [
        ("otlp", ["OTLPSpanExporter"]),
        ("console", ["ConsoleSpanExporter"]),
        ("none", []),
        ("otlp, console", ["OTLPSpanExporter", "ConsoleSpanExporter"]),
        ("none,console", ["ConsoleSpanExporter"]),
    ],
)
def test_exporters_are_the_ones_named(
    monkeypatch: pytest.MonkeyPatch, names: str, kinds: list[str]
) -> None:
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", names)
    assert [type(exporter).__name__ for exporter in chosen_exporters()] == kinds


def test_unknown_exporter_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="names jaeger, zipkin: expected otlp, console or none"):
        check_exporters("zipkin,otlp,jaeger")


@pytest.mark.parametrize(
    ("protocol", "module"),
    [("", "http"), ("http/protobuf", "http"), ("grpc", "grpc")],
)
@pytest.mark.parametrize(
    "key", ["OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"]
)
def test_protocol_is_the_one_named(
    monkeypatch: pytest.MonkeyPatch, key: str, protocol: str, module: str
) -> None:
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "otlp")
    monkeypatch.setenv(key, protocol)
    (exporter,) = chosen_exporters()
    assert type(exporter).__module__ == f"opentelemetry.exporter.otlp.proto.{module}.trace_exporter"
    exporter.shutdown()


def refusal(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        check_environment()
    return str(ended.value.code)


def test_unknown_protocol_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    said = refusal(monkeypatch, OTEL_EXPORTER_OTLP_PROTOCOL="http/json")
    assert said == (
        "Tracing cannot start: The OTLP protocol is http/json: expected http/protobuf or grpc. "
        "Look at the OTEL_* variables."
    )


@pytest.mark.parametrize(
    ("protocol", "port", "right"), [("grpc", 4318, 4317), ("http/protobuf", 4317, 4318)]
)
def test_port_of_the_other_protocol_is_refused(
    monkeypatch: pytest.MonkeyPatch, protocol: str, port: int, right: int
) -> None:
    endpoint = f"http://127.0.0.1:{port}"
    said = refusal(
        monkeypatch,
        OTEL_EXPORTER_OTLP_PROTOCOL=protocol,
        OTEL_EXPORTER_OTLP_ENDPOINT=endpoint,
    )
    assert f"{endpoint} is not for {protocol}, which goes to port {right}." in said


@pytest.mark.parametrize(
    "variables",
    [
        {"OTEL_SDK_DISABLED": "true"},
        {"OTEL_TRACES_EXPORTER": "console"},
        {"OTEL_TRACES_EXPORTER": "none"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://traces.example:4318"},
        {"SANDBOX_OTLP_HTTP_PORT": "5318"},
    ],
)
def test_port_is_no_business_of_ours_where_it_may_be_right(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    check_environment()


def test_grpc_is_not_loaded_where_it_is_not_chosen() -> None:
    code = (
        "import sys; from telemetry.tracing import start_tracing; start_tracing('x'); "
        "sys.exit('grpc' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0


@pytest.mark.parametrize(
    ("host", "near"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("collector", True),
        ("10.0.0.7", False),
        ("api.honeycomb.io", False),
    ],
)
def test_collector_that_is_near_is_told_from_one_far_away(host: str, near: bool) -> None:
    assert is_near(host) == near


def test_collector_at_the_sandboxs_own_address_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_HOST", "10.0.0.7")
    assert is_near("10.0.0.7")


@pytest.mark.parametrize("names", ["", "tracecontext", "tracecontext, baggage", "None"])
def test_propagators_that_are_there_are_taken(names: str) -> None:
    check_propagators(names)


@pytest.mark.parametrize("names", ["b4", "tracecontext,b4", "TraceContext", "baggage,"])
def test_propagators_that_are_not_there_are_refused(names: str) -> None:
    # It lists those that are installed: for tests, there are some beside these two.
    expected = f"OTEL_PROPAGATORS={names}: expected some of .*baggage, tracecontext, or none."
    with pytest.raises(ValueError, match=expected):
        check_propagators(names)
