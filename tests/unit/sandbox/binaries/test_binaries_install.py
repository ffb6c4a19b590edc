"""The order of the ways to a binary, what is said when none works, and what an interrupt leaves."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.unit.sandbox.binaries.conftest import FakeGo
from tests.unit.sandbox.binaries.release_server import ReleaseServer, program
from tests.waiting import wait_until
from tracing_sandbox.running.binaries import (
    COLLECTOR,
    JAEGER,
    BinarySettings,
    install_binaries,
    install_binary,
)
from tracing_sandbox.running.binaries.errors import InstallError

INSTALL = (
    "from tracing_sandbox.running.binaries import *\n"
    "print(install_binary(JAEGER, report=lambda p: print(p.step, flush=True)), flush=True)"
)


def start_install(settings: BinarySettings) -> subprocess.Popen[str]:
    environ = {
        "SANDBOX_CACHE": str(settings.cache),
        "SANDBOX_RELEASES_URL": settings.releases_url,
    }
    return subprocess.Popen(
        [sys.executable, "-c", INSTALL],
        env=os.environ | environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def executable(path: Path, text: str) -> Path:
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_own_binary_is_used_as_it_is(tmp_path: Path) -> None:
    own = executable(tmp_path / "my-jaeger", "#!/bin/sh\necho jaeger version v2.99.0\n")
    settings = BinarySettings.from_environ(
        {"SANDBOX_JAEGER": str(own), "SANDBOX_CACHE": str(tmp_path / "cache")}
    )

    assert install_binary(JAEGER, settings) == own
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    ("content", "mode", "expected"),
    [
        (None, 0, "is no file"),
        ("#!/bin/sh\n", 0o644, "is not executable (chmod +x "),
        ("#!/bin/sh\necho bad library >&2\nexit 127\n", 0o755, "and said: bad library"),
        ("#!/no/such/shell\n", 0o755, "cannot be run here: No such file or directory"),
    ],
)
def test_own_binary_that_does_not_work_is_an_error(
    tmp_path: Path, content: str | None, mode: int, expected: str
) -> None:
    own = tmp_path / "my-jaeger"
    if content is not None:
        own.write_text(content)
        own.chmod(mode)
    settings = BinarySettings(cache=tmp_path / "cache", own={"jaeger": own})

    with pytest.raises(InstallError) as caught:
        install_binary(JAEGER, settings)

    (attempt,) = caught.value.attempts
    assert attempt.way == "SANDBOX_JAEGER"
    assert str(own) in attempt.reason
    assert expected in attempt.reason
    assert caught.value.next_step == (
        "Set SANDBOX_JAEGER to a working binary, or unset it to have one installed."
    )


def test_build_follows_where_there_is_no_release(settings: BinarySettings, fake_go: FakeGo) -> None:
    path = install_binary(COLLECTOR, settings)

    assert path.name.startswith("otelcol-0.159.0-built.")
    calls = fake_go.calls.read_text().splitlines()
    assert [call.split()[0] for call in calls] == ["env", "run", "list", "build"]
    assert calls[1] == (
        "run -v go.opentelemetry.io/collector/cmd/builder@v0.159.0 "
        "--config=builder.yaml --skip-compilation"
    )


def test_jaeger_is_built_from_its_committed_checksums(
    settings: BinarySettings, fake_go: FakeGo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GOSUMDB", raising=False)
    monkeypatch.setenv("GOROOT", "/an/older/go")
    fake_go.write(build='test -s go.sum || exit 1; test -z "$GOSUMDB$GOROOT" || exit 1')

    install_binary(JAEGER, settings)

    assert " -mod=readonly " in fake_go.calls.read_text().splitlines()[-1]


def test_every_failed_way_is_told_with_the_next_step(
    settings: BinarySettings, releases: ReleaseServer, fake_go: FakeGo
) -> None:
    fake_go.write(build="echo no space left; exit 1")

    with pytest.raises(InstallError) as caught:
        install_binary(JAEGER, settings)

    url = f"{releases.url}/jaegertracing/jaeger/releases/download/v2.20.0"
    assert caught.value.what == (
        "There is no usable Jaeger. What was tried:\n"
        f"  - cache: nothing for it in {settings.cache}/bin\n"
        f"  - release archive: {url}/jaeger-2.20.0.sha256sum.txt: HTTP 404 Not Found\n"
        f"  - build with Go: go build failed: no space left; "
        f"see {settings.cache}/logs/build-jaeger.log"
    )
    assert caught.value.next_step == (
        "Try again when the network is there: what was downloaded is kept in "
        f"{settings.cache}. Or set SANDBOX_JAEGER to the path of a binary of your own."
    )
    assert "no space left" in (settings.cache / "logs" / "build-jaeger.log").read_text()


def test_closed_port_is_told_in_its_own_words(tmp_path: Path, fake_go: FakeGo) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        fake_go.write(build="exit 1")
        with pytest.raises(InstallError) as caught:
            install_binary(JAEGER, BinarySettings(cache=tmp_path / "cache", releases_url=url))

    assert caught.value.attempts[1].reason.endswith("Connection refused")


def test_server_that_does_not_answer_costs_seconds(
    settings: BinarySettings,
    releases: ReleaseServer,
    fake_go: FakeGo,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tracing_sandbox.running.binaries.download.ANSWER_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        path = install_binary(JAEGER, BinarySettings(settings.cache, releases_url=url))

    assert path.name.startswith("jaeger-2.13.0-built.")


def test_cache_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(InstallError, match="Not a directory"):
        install_binary(JAEGER, BinarySettings(cache=tmp_path / "file" / "cache"))


def test_two_starts_at_once_install_once(settings: BinarySettings, releases: ReleaseServer) -> None:
    path = releases.publish(JAEGER, program("version 1"))
    releases.flowing.clear()
    with start_install(settings) as first:
        wait_until(lambda: releases.requests, "the first to ask", 60)
        with start_install(settings) as second:
            assert second.stdout
            assert second.stdout.readline() == "waiting for another installation to finish\n"
            releases.flowing.set()
            outputs = [process.communicate(timeout=60)[0] for process in (first, second)]

    (installed,) = (settings.cache / "bin").iterdir()
    assert [output.splitlines()[-1] for output in outputs] == [str(installed)] * 2
    assert len(releases.ranges_asked(path)) == 1


def test_interrupted_download_leaves_only_what_can_be_resumed(
    settings: BinarySettings, releases: ReleaseServer
) -> None:
    path = releases.publish(JAEGER, program("version 1"))
    download = settings.cache / "downloads" / path.rsplit("/", 1)[-1]
    releases.flowing.clear()
    with start_install(settings) as process:
        wait_until(lambda: download.exists() and download.stat().st_size, "a first part", 60)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    kept = download.stat().st_size
    releases.flowing.set()

    assert process.returncode != 0
    assert list((settings.cache / "bin").iterdir()) == []
    assert install_binary(JAEGER, settings).read_bytes() == program("version 1")
    assert releases.ranges_asked(path) == [None, f"bytes={kept}-"]


def test_interrupted_build_leaves_no_process_and_no_binary(
    tmp_path: Path, settings: BinarySettings, fake_go: FakeGo
) -> None:
    pid = tmp_path / "pid"
    fake_go.write(build=f"sleep 600 & echo $! > {pid}.new; mv {pid}.new {pid}; wait")
    with start_install(settings) as process:
        wait_until(pid.exists, "the build to start", 60)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)

    assert process.returncode != 0
    wait_until(lambda: not psutil.pid_exists(int(pid.read_text())), "the compiler to end")
    assert list((settings.cache / "bin").iterdir()) == []
    assert list((settings.cache / "go" / "sources").iterdir()) == []


def test_build_that_takes_too_long_is_ended(
    settings: BinarySettings, fake_go: FakeGo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracing_sandbox.running.binaries.build.STEP_SECONDS", 0.5)
    fake_go.write(build="sleep 600")

    with pytest.raises(InstallError, match="took longer than"):
        install_binary(JAEGER, settings)


def test_build_files_go_once_both_tools_are_there(
    settings: BinarySettings, fake_go: FakeGo
) -> None:
    install_binary(COLLECTOR, settings)
    assert (settings.cache / "go").is_dir()

    paths = install_binaries(settings=settings)

    assert sorted(paths) == ["jaeger", "otelcol"]
    assert not (settings.cache / "go").exists()
