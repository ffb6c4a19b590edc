"""What a part says of its configuration, in as few words as it needs."""

import json

import pytest

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.running.configs.validation import reason_lines, require_ports
from tracing_sandbox.settings import read_settings

JAEGER_SAID = """2026/11/26 07:22:44 application version: git-version=v2.13.0
Error: failed to get config: cannot unmarshal the configuration: decoding failed:

'memory' has invalid keys: max_trces
2026/11/26 07:22:44 failed to get config: cannot unmarshal the configuration: decoding failed:

'memory' has invalid keys: max_trces
"""


def test_reason_is_said_once_and_without_the_log_around_it() -> None:
    assert list(reason_lines(JAEGER_SAID)) == [
        "cannot unmarshal the configuration: decoding failed:",
        "'memory' has invalid keys: max_trces",
    ]


def resolved(extensions: list[str], receivers: list[str]) -> str:
    document = {
        "extensions": {"health_check": {"endpoint": "127.0.0.1:13133"}},
        "receivers": {
            "otlp": {"protocols": {"http": {"endpoint": "[::1]:4318"}, "grpc": None}},
            "otlp/2": None,
        },
        "service": {"extensions": extensions, "pipelines": {"traces": {"receivers": receivers}}},
    }
    return json.dumps(document)


def test_own_configuration_listens_where_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_PROTOCOL", raising=False)
    require_ports(read_settings(), "collector", resolved(["health_check"], ["otlp"]))


@pytest.mark.parametrize(
    ("extensions", "receivers", "missing"),
    [
        ([], ["otlp"], "${env:SANDBOX_COLLECTOR_HEALTH_PORT}"),
        (["health_check"], ["otlp/2"], "${env:SANDBOX_OTLP_HTTP_PORT}"),
        ([], [], "${env:SANDBOX_COLLECTOR_HEALTH_PORT}, ${env:SANDBOX_OTLP_HTTP_PORT}"),
    ],
)
def test_own_configuration_that_does_not_is_refused_with_the_ports(
    extensions: list[str], receivers: list[str], missing: str
) -> None:
    with pytest.raises(SandboxError) as caught:
        require_ports(read_settings(), "collector", resolved(extensions, receivers))
    assert f"nothing in it listens at {missing}, which" in caught.value.what
