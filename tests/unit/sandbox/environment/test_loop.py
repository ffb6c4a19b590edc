"""A second backend that is the Collector itself is refused, by whatever name."""

import socket

import pytest

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.running.containers.may_start import check_in_containers
from tracing_sandbox.running.environment.loop import require_no_loop
from tracing_sandbox.settings import read_settings


def require(monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    monkeypatch.setenv("SANDBOX_OTLP_HTTP_PORT", "15318")
    monkeypatch.setenv("SANDBOX_OTLP_GRPC_PORT", "15317")
    monkeypatch.setenv("SANDBOX_SECOND_OTLP_ENDPOINT", endpoint)
    require_no_loop(read_settings())


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "LOCALHOST"])
@pytest.mark.parametrize("port", [15317, 15318])
def test_own_collector_is_refused_by_every_name_of_this_machine(
    monkeypatch: pytest.MonkeyPatch, host: str, port: int
) -> None:
    with pytest.raises(SandboxError) as caught:
        require(monkeypatch, f"http://{host}:{port}")
    assert caught.value.what == (
        f"SANDBOX_SECOND_OTLP_ENDPOINT=http://{host}:{port} is the sandbox's own Collector: "
        "each span would come back to it."
    )


def test_own_jaeger_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_JAEGER_OTLP_PORT", "15319")
    with pytest.raises(SandboxError, match="own Jaeger: each span would come to it twice"):
        require(monkeypatch, "http://127.0.0.1:15319")


def test_own_collector_is_refused_by_the_name_of_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(SandboxError):
        require(monkeypatch, f"http://{socket.gethostname()}:15318/v1/traces")


@pytest.mark.parametrize(
    "endpoint",
    ["", "http://127.0.0.1:9318", "http://198.51.100.7:15318", "https://collector.invalid:15318"],
)
def test_other_backends_are_taken(monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    require(monkeypatch, endpoint)


@pytest.mark.parametrize(
    ("endpoint", "said"),
    [
        ("http://collector:4318", "is the sandbox's own Collector"),
        ("http://host.docker.internal:5318", "is the sandbox's own Collector"),
        ("http://localhost:9318", "A backend on this machine is http://host.docker.internal:9318"),
        ("https://api.example.com/v1/traces", "Set it to https://api.example.com"),
        ("api.example.com", "expected the address"),
    ],
)
def test_containers_refuse_what_would_lose_spans(endpoint: str, said: str) -> None:
    environ = {"SANDBOX_SECOND_OTLP_ENDPOINT": endpoint, "SANDBOX_OTLP_HTTP_PORT": "5318"}
    with pytest.raises(SandboxError) as caught:
        check_in_containers(environ)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "endpoint", ["", "https://api.example.com", "http://host.docker.internal:9318"]
)
def test_containers_take_other_backends(endpoint: str) -> None:
    check_in_containers({"SANDBOX_SECOND_OTLP_ENDPOINT": endpoint})
