"""`OTEL_TRACES_EXPORTER` and the protocol are obeyed, or refused in words."""

import pytest

from telemetry.provider import check_propagators, chosen_exporters, is_near


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
def test_exporters_are_the_ones_named(names: str, kinds: list[str]) -> None:
    assert [type(exporter).__name__ for exporter in chosen_exporters(names)] == kinds


def test_unknown_exporter_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="names jaeger, zipkin: expected otlp, console or none"):
        chosen_exporters("zipkin,otlp,jaeger")


@pytest.mark.parametrize(
    "key", ["OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"]
)
def test_protocol_that_we_do_not_bring_is_refused(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv(key, "grpc")
    with pytest.raises(ValueError, match=f"{key}=grpc: expected http/protobuf"):
        chosen_exporters("otlp")
    assert len(chosen_exporters("console")) == 1


@pytest.mark.parametrize("protocol", ["", "http/protobuf"])
def test_protocol_that_we_bring_is_taken(monkeypatch: pytest.MonkeyPatch, protocol: str) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)
    assert len(chosen_exporters("otlp")) == 1


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("http://127.0.0.1:4318", True),
        ("http://localhost:4318", True),
        ("http://[::1]:4318", True),
        ("http://collector:4318/v1/traces", True),
        ("http://10.0.0.7:4318", False),
        ("https://api.honeycomb.io", False),
    ],
)
def test_collector_that_is_near_is_reached_without_a_proxy(address: str, near: bool) -> None:
    assert is_near(address) == near


@pytest.mark.parametrize("names", ["", "tracecontext", "tracecontext, baggage", "None"])
def test_propagators_that_are_there_are_taken(names: str) -> None:
    check_propagators(names)


@pytest.mark.parametrize("names", ["b3", "tracecontext,b3multi", "TraceContext", "baggage,"])
def test_propagators_that_are_not_there_are_refused(names: str) -> None:
    expected = f"OTEL_PROPAGATORS={names}: expected some of baggage, tracecontext, or none."
    with pytest.raises(ValueError, match=expected):
        check_propagators(names)
