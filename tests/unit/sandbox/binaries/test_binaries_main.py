"""`python -m tracing_sandbox.running.binaries` shows each step, or says what was tried."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.sandbox.binaries.release_server import ReleaseServer, program
from tracing_sandbox.running.binaries import COLLECTOR, JAEGER, BinarySettings


@pytest.fixture
def environ(settings: BinarySettings) -> dict[str, str]:
    told = {"SANDBOX_CACHE": str(settings.cache), "SANDBOX_RELEASES_URL": settings.releases_url}
    own = ("SANDBOX_JAEGER", "SANDBOX_OTELCOL")
    return {**{name: value for name, value in os.environ.items() if name not in own}, **told}


def run_main(environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tracing_sandbox.running.binaries"],
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_main_installs_what_is_missing_and_shows_each_step(
    environ: dict[str, str], settings: BinarySettings, releases: ReleaseServer
) -> None:
    for tool in (COLLECTOR, JAEGER):
        releases.publish(tool, program("version 1"))
    finished = run_main(environ)
    assert finished.returncode == 0, finished.stderr
    assert {line.split(":")[0] for line in finished.stderr.splitlines()} == {"otelcol", "jaeger"}
    assert len(list((settings.cache / "bin").iterdir())) == 2
    again = run_main(environ)
    assert (again.returncode, again.stderr) == (0, "")


def test_main_says_what_was_tried(environ: dict[str, str], tmp_path: Path) -> None:
    finished = run_main({**environ, "SANDBOX_OTELCOL": str(tmp_path / "none")})
    assert (finished.returncode, finished.stderr) == (
        1,
        "Error: There is no usable OpenTelemetry Collector. What was tried:\n"
        f"  - SANDBOX_OTELCOL: {tmp_path / 'none'} is no file\n"
        "Set SANDBOX_OTELCOL to a working binary, or unset it to have one installed.\n",
    )
