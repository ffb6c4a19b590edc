"""What the Collector is told of a second backend."""

import pytest

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.running.environment.second_backend import find_doubt, second_backend_environ


def test_second_backend_is_nowhere_unless_set() -> None:
    assert second_backend_environ("", "") == {
        "SANDBOX_SECOND_EXPORTERS": "[nop]",
        "SANDBOX_SECOND_OTLP_ENDPOINT": "http://unset.invalid",
        "SANDBOX_SECOND_OTLP_HEADERS": "null",
    }


def test_second_backend_takes_an_endpoint_and_headers() -> None:
    headers = '{"x-api-key": "secret"}'
    assert second_backend_environ("https://api.example.com", headers) == {
        "SANDBOX_SECOND_EXPORTERS": "[otlp_http/second]",
        "SANDBOX_SECOND_OTLP_ENDPOINT": "https://api.example.com",
        "SANDBOX_SECOND_OTLP_HEADERS": headers,
    }


@pytest.mark.parametrize(
    "endpoint",
    [
        "localhost:4318",
        "api.example.com",
        "grpc://host:4317",
        "http://[host",
        "http://host:port",
        "http://host:0",
        "https://api.example.com?key=1",
        "https://api.example.com/#a",
    ],
)
def test_second_endpoint_must_be_an_address(endpoint: str) -> None:
    with pytest.raises(SandboxError) as caught:
        second_backend_environ(endpoint, "")
    assert caught.value.what.startswith(f"SANDBOX_SECOND_OTLP_ENDPOINT is {endpoint!r}; expected")


@pytest.mark.parametrize(
    ("endpoint", "base"),
    [
        ("https://api.example.com/v1/traces", "https://api.example.com"),
        ("https://api.example.com/v1/traces/", "https://api.example.com"),
        ("https://api.example.com/otlp/v1/traces", "https://api.example.com/otlp"),
        ("https://api.example.com/otlp/", "https://api.example.com/otlp"),
    ],
)
def test_second_endpoint_loses_the_path_that_the_collector_adds(endpoint: str, base: str) -> None:
    assert second_backend_environ(endpoint, "")["SANDBOX_SECOND_OTLP_ENDPOINT"] == base


def test_second_endpoint_at_the_port_of_grpc_is_doubted() -> None:
    doubt = find_doubt("https://api.example.com:4317")
    assert doubt is not None
    assert "4317 is usually the port of gRPC" in doubt
    assert find_doubt("https://api.example.com:4318") is None
    assert find_doubt("") is None


@pytest.mark.parametrize("headers", ["x-api-key=secret", '["secret"]', '{"secret": 7}'])
def test_second_headers_are_refused_without_repeating_them(headers: str) -> None:
    with pytest.raises(SandboxError, match="SANDBOX_SECOND_OTLP_HEADERS is no JSON") as caught:
        second_backend_environ("", headers)
    assert "x-api-key=secret" not in str(caught.value)
    assert "7" not in str(caught.value)
