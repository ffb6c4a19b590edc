"""A release server, a cache and a Go toolchain of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.sandbox.binaries.release_server import ReleaseServer
from tracing_sandbox.running.binaries import BinarySettings

FAKE_GO = """#!/bin/sh
echo "$@" >> "{calls}"
case "$1" in
  env) echo go1.26.0 ;;
  list) echo first; echo second ;;
  run) mkdir generated ;;
  build)
    {build}
    for argument in "$@"; do
      case "$argument" in -o=*) binary="${{argument#-o=}}" ;; esac
    done
    printf '#!/bin/sh\\necho built 1.0\\n' > "$binary"
    chmod +x "$binary" ;;
esac
"""


@pytest.fixture
def releases() -> Iterator[ReleaseServer]:
    """A server on which nothing is published yet."""
    with ReleaseServer() as server:
        yield server


@pytest.fixture
def settings(tmp_path: Path, releases: ReleaseServer) -> BinarySettings:
    """Settings with an empty cache and the test's own release server."""
    return BinarySettings(cache=tmp_path / "cache", releases_url=releases.url)


class FakeGo:
    """A `go` on the PATH that writes down how it is called and builds a shell script."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.calls = directory / "calls"
        self.write(build=":")

    def write(self, build: str) -> None:
        """Let `go build` run a line of shell first."""
        go = self.directory / "go"
        go.write_text(FAKE_GO.format(calls=self.calls, build=build))
        go.chmod(0o755)


@pytest.fixture
def fake_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeGo:
    """A Go toolchain in front of any other."""
    directory = tmp_path / "toolchain"
    directory.mkdir()
    monkeypatch.setenv("PATH", str(directory), prepend=":")
    return FakeGo(directory)
