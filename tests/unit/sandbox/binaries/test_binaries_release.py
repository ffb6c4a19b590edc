"""The official release archive: fetched whole, checked, and never half-installed."""

import hashlib
from pathlib import Path

import pytest

from tests.unit.sandbox.binaries.conftest import FakeGo
from tests.unit.sandbox.binaries.release_server import ReleaseServer, program
from tracing_sandbox.running.binaries import (
    COLLECTOR,
    JAEGER,
    BinarySettings,
    Progress,
    Tool,
    install_binary,
)
from tracing_sandbox.running.binaries.download import CHUNK
from tracing_sandbox.running.binaries.errors import InstallError
from tracing_sandbox.running.binaries.tool import Platform, current_platform


def files_in(directory: Path) -> list[str]:
    return sorted(str(path.relative_to(directory)) for path in directory.rglob("*"))


def test_tools_name_the_files_that_the_projects_publish() -> None:
    target = Platform("linux", "arm64")
    paths = [
        tool.archive.path(tool.archive.fill(template, target))
        for tool in (COLLECTOR, JAEGER)
        for template in (tool.archive.file, tool.archive.checksums)
    ]

    assert paths == [
        "open-telemetry/opentelemetry-collector-releases/releases/download/v0.159.0/"
        "otelcol-contrib_0.159.0_linux_arm64.tar.gz",
        "open-telemetry/opentelemetry-collector-releases/releases/download/v0.159.0/"
        "opentelemetry-collector-releases_otelcol-contrib_checksums.txt",
        "jaegertracing/jaeger/releases/download/v2.20.0/jaeger-2.20.0-linux-arm64.tar.gz",
        "jaegertracing/jaeger/releases/download/v2.20.0/jaeger-2.20.0.sha256sum.txt",
    ]


@pytest.mark.parametrize("tool", [COLLECTOR, JAEGER], ids=lambda tool: tool.name)
def test_release_is_installed_and_nothing_else_is_left(
    tool: Tool, settings: BinarySettings, releases: ReleaseServer
) -> None:
    releases.publish(tool, program("version 1"))

    path = install_binary(tool, settings)

    name = f"{tool.name}-{tool.archive.version}-{current_platform()}"
    assert path == settings.cache / "bin" / name
    assert path.read_bytes() == program("version 1")
    assert files_in(settings.cache) == ["bin", f"bin/{name}", "downloads", "install.lock"]


def test_release_is_downloaded_once(settings: BinarySettings, releases: ReleaseServer) -> None:
    releases.publish(JAEGER, program("version 1"))
    first = install_binary(JAEGER, settings)
    releases.requests.clear()

    assert install_binary(JAEGER, settings) == first
    assert releases.requests == []


def test_download_reports_every_step(settings: BinarySettings, releases: ReleaseServer) -> None:
    path = releases.publish(JAEGER, program("version 1"))
    size = len(releases.files[path])
    seen: list[Progress] = []

    install_binary(JAEGER, settings, seen.append)

    assert seen[0] == Progress("jaeger", "asking for release 2.20.0")
    assert Progress("jaeger", "downloading release 2.20.0", size, size) in seen
    assert seen[-1].step == "checking and unpacking " + path.rsplit("/", 1)[-1]


def test_broken_download_goes_on_where_it_stopped(
    settings: BinarySettings, releases: ReleaseServer
) -> None:
    path = releases.publish(JAEGER, program("version 1"))
    releases.breaks_after = 3 * CHUNK

    installed = install_binary(JAEGER, settings)

    assert installed.read_bytes() == program("version 1")
    assert releases.ranges_asked(path) == [None, f"bytes={3 * CHUNK}-"]


def test_download_of_an_earlier_start_is_completed(
    settings: BinarySettings, releases: ReleaseServer
) -> None:
    path = releases.publish(JAEGER, program("version 1"))
    downloads = settings.cache / "downloads"
    downloads.mkdir(parents=True)
    (downloads / path.rsplit("/", 1)[-1]).write_bytes(releases.files[path][:7])

    installed = install_binary(JAEGER, settings)

    assert installed.read_bytes() == program("version 1")
    assert releases.ranges_asked(path) == ["bytes=7-"]


def test_damaged_part_of_an_earlier_start_is_downloaded_anew(
    settings: BinarySettings, releases: ReleaseServer
) -> None:
    path = releases.publish(JAEGER, program("version 1"))
    downloads = settings.cache / "downloads"
    downloads.mkdir(parents=True)
    (downloads / path.rsplit("/", 1)[-1]).write_bytes(b"damaged")

    installed = install_binary(JAEGER, settings)

    assert installed.read_bytes() == program("version 1")
    assert releases.ranges_asked(path) == ["bytes=7-", None]


def test_wrong_checksum_is_refused_and_deleted(
    settings: BinarySettings, releases: ReleaseServer, fake_go: FakeGo
) -> None:
    path = releases.publish(JAEGER, program("version 1"), checksum="b" * 64)
    fake_go.write(build="exit 1")

    with pytest.raises(InstallError) as caught:
        install_binary(JAEGER, settings)

    name, found = path.rsplit("/", 1)[-1], hashlib.sha256(releases.files[path]).hexdigest()
    assert caught.value.attempts[1].reason == (
        f"{name} has the wrong checksum and was deleted: "
        f"SHA-256 {found}, but jaeger-2.20.0.sha256sum.txt says {'b' * 64}"
    )
    assert files_in(settings.cache / "bin") == []
    assert files_in(settings.cache / "downloads") == []


def test_archive_that_is_not_listed_is_not_downloaded(
    settings: BinarySettings, releases: ReleaseServer, fake_go: FakeGo
) -> None:
    path = releases.publish(JAEGER, program("version 1"))
    (listing,) = (name for name in releases.files if name != path)
    releases.files[listing] = b"<html>Sign in to the network</html>"

    assert install_binary(JAEGER, settings).name.startswith("jaeger-2.13.0-built.")
    assert releases.ranges_asked(path) == []


def test_archive_without_the_program_is_refused(
    settings: BinarySettings, releases: ReleaseServer, fake_go: FakeGo
) -> None:
    fake_go.write(build="exit 1")
    path = releases.publish(JAEGER, program("version 1"))
    releases.publish(COLLECTOR, program("version 1"))
    (other,) = (name for name in releases.files if "otelcol-contrib_0" in name)
    content = releases.files[other]
    releases.files[path] = content
    (listing,) = (name for name in releases.files if name.endswith("2.20.0.sha256sum.txt"))
    digest = hashlib.sha256(content).hexdigest()
    releases.files[listing] = f"{digest}  {path.rsplit('/', 1)[-1]}\n".encode()

    with pytest.raises(InstallError, match=r"holds no readable jaeger-2\.20\.0-\S+/jaeger"):
        install_binary(JAEGER, settings)


def test_program_that_does_not_run_here_is_not_installed(
    settings: BinarySettings, releases: ReleaseServer, fake_go: FakeGo
) -> None:
    releases.publish(JAEGER, b"\x7fELF of another machine")
    fake_go.write(build="exit 1")

    with pytest.raises(InstallError, match="cannot be run here"):
        install_binary(JAEGER, settings)
    assert files_in(settings.cache / "bin") == []
