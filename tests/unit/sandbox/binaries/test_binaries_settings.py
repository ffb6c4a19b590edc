"""What the environment says about binaries."""

from pathlib import Path

import pytest

from tracing_sandbox.running.binaries import COLLECTOR, JAEGER, BinarySettings, InstallError


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
