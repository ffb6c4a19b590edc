"""What the environment says about binaries and about a second backend."""

from pathlib import Path

import pytest

from tracing_sandbox.running.binaries import COLLECTOR, JAEGER, BinarySettings, InstallError
from tracing_sandbox.running.second_backend import second_backend_environ


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, Path.home() / ".cache/tracing-sandbox"),
        ({"XDG_CACHE_HOME": "/var/xdg"}, Path("/var/xdg/tracing-sandbox")),
        ({"XDG_CACHE_HOME": "relative"}, Path.home() / ".cache/tracing-sandbox"),
        ({"XDG_CACHE_HOME": "/var/xdg", "SANDBOX_CACHE": "/opt/cache"}, Path("/opt/cache")),
        ({"SANDBOX_CACHE": ""}, Path.home() / ".cache/tracing-sandbox"),
    ],
)
def test_cache_follows_the_environment(environ: dict[str, str], expected: Path) -> None:
    assert BinarySettings.from_environ(environ).cache == expected


def test_own_paths_are_absolute_and_empty_ones_unset() -> None:
    settings = BinarySettings.from_environ({"SANDBOX_JAEGER": "j", "SANDBOX_OTELCOL": ""})

    assert settings.own_path(JAEGER) == Path.cwd() / "j"
    assert settings.own_path(COLLECTOR) is None


@pytest.mark.parametrize("url", ["github.com", "ftp://example.com", "http://"])
def test_releases_url_must_be_an_address(url: str) -> None:
    with pytest.raises(InstallError, match=r"SANDBOX_RELEASES_URL: '.*' is no http\(s\) address"):
        BinarySettings.from_environ({"SANDBOX_RELEASES_URL": url})


def test_second_backend_is_nowhere_unless_set() -> None:
    unset = {
        "SANDBOX_SECOND_EXPORTERS": "[nop]",
        "SANDBOX_SECOND_OTLP_ENDPOINT": "http://unset.invalid",
        "SANDBOX_SECOND_OTLP_HEADERS": "null",
    }

    assert second_backend_environ({}) == unset
    assert second_backend_environ({"SANDBOX_SECOND_OTLP_ENDPOINT": ""}) == unset


def test_second_backend_takes_an_endpoint_and_headers() -> None:
    given = {
        "SANDBOX_SECOND_OTLP_ENDPOINT": "https://api.example.com",
        "SANDBOX_SECOND_OTLP_HEADERS": '{"x-api-key": "secret"}',
    }

    assert second_backend_environ(given) == {
        "SANDBOX_SECOND_EXPORTERS": "[otlp_http/second]",
        **given,
    }


@pytest.mark.parametrize("endpoint", ["localhost:4318", "api.example.com", "grpc://host:4317"])
def test_second_endpoint_must_be_an_address(endpoint: str) -> None:
    with pytest.raises(ValueError, match=f"SANDBOX_SECOND_OTLP_ENDPOINT is '{endpoint}'"):
        second_backend_environ({"SANDBOX_SECOND_OTLP_ENDPOINT": endpoint})


@pytest.mark.parametrize("headers", ["x-api-key=secret", '["secret"]', '{"secret": 7}'])
def test_second_headers_are_refused_without_repeating_them(headers: str) -> None:
    with pytest.raises(ValueError, match="SANDBOX_SECOND_OTLP_HEADERS is no JSON") as caught:
        second_backend_environ({"SANDBOX_SECOND_OTLP_HEADERS": headers})

    assert "x-api-key=secret" not in str(caught.value)
    assert "7" not in str(caught.value)
