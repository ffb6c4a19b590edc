"""Somebody with a service of their own: types the pages' words, in a fresh environment."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.command_blocks import blocks
from tests.waiting import wait_until
from tracing_sandbox.running.containers.inside import accepts_tcp
from tracing_sandbox.running.ports import free_port
from tracing_sandbox.running.trial import TrialSandbox
from tracing_sandbox.settings import PROJECT

PAGE = "docs/own-service.md"
PROGRAMS = Path(sys.executable).parent
# The same words, done by a tool that has the packages at hand.
INSTALLING = f"""
uv() {{ "{PROGRAMS}/uv" "$@"; }}
pip() {{ uv pip "$@"; }}
python3() {{ case "$*" in "-m venv "*) uv venv "$3" ;; *) command python3 "$@" ;; esac; }}
"""
# A test looks again and again instead.
WITHOUT_A_PAUSE = "sleep() { :; }\n"
IN_TIME_S = 120.0
TRACE_ID = re.compile(r"^([0-9a-f]{32}) ", re.MULTILINE)
COMPLAINT = re.compile(r"error|fail|exception|traceback|refused|retry|warn", re.IGNORECASE)
# What Flask and Django say of a server for development.
EXPECTED = re.compile(r"WARNING: This is a development server|no issues \(0 silenced\)")


@dataclass
class OwnService:
    """One service of somebody's own, as the page of services introduces it."""

    name: str
    label: str
    port: int
    protocol: str = "OTLP_GRPC"


class Developer:
    """Types words into shells of their own, in a copy of the examples."""

    def __init__(self, sandbox: TrialSandbox, folder: Path) -> None:
        self.sandbox = sandbox
        self.folder = folder
        leave_out = shutil.ignore_patterns(".venv", "node_modules", "__pycache__")
        shutil.copytree(PROJECT / "examples", folder / "examples", ignore=leave_out)

    def run(self, words: str) -> str:
        """Type words, and return what is printed once all of them have succeeded."""
        finished = subprocess.run(
            ["bash", "-e"],
            input=WITHOUT_A_PAUSE + words,
            cwd=self.folder,
            env=self.sandbox.whole_environment() | {"PATH": f"{PROGRAMS}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            timeout=IN_TIME_S,
            check=False,
        )
        assert finished.returncode == 0, f"{finished.stdout}\n{finished.stderr}"
        return finished.stdout

    @contextmanager
    def running(self, service: OwnService) -> Iterator[tuple[int, Path]]:
        """Type a service's words; give its port, and what it prints. It ends as by Ctrl-C."""
        port, log = free_port(), self.folder / f"{service.name}.log"
        (words,) = blocks(service.label, PAGE)
        with log.open("w") as printed:
            process = subprocess.Popen(
                ["bash", "-e", "-c", INSTALLING + words.replace(str(service.port), str(port))],
                cwd=self.folder,
                env=self.fresh_environment(service, port),
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            wait_until(lambda: self._listens(process, port, log), service.name, IN_TIME_S)
            yield port, log
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(timeout=60)

    def _listens(self, process: subprocess.Popen[bytes], port: int, log: Path) -> bool:
        if process.poll() is not None:
            raise RuntimeError(log.read_text())
        return accepts_tcp(f"tcp://127.0.0.1:{port}", 1.0)

    def fresh_environment(self, service: OwnService, port: int) -> dict[str, str]:
        """Return an environment without the project's own, where the sandbox has other ports."""
        ours = {"VIRTUAL_ENV", "PYTHONPATH", "PATH"}
        kept = {key: value for key, value in os.environ.items() if key not in ours}
        folders = os.environ["PATH"].split(os.pathsep)
        return {
            **{key: value for key, value in kept.items() if not key.startswith("OTEL_")},
            "PATH": os.pathsep.join(each for each in folders if Path(each) != PROGRAMS),
            "PORT": str(port),
            "SHOP_URL": self.sandbox.frontend_url,
            "THIRDPARTY_URL": self.sandbox.address_of("THIRDPARTY"),
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.sandbox.address_of(service.protocol),
            # Spans and metrics as often as a test wants to see them.
            "OTEL_BSP_SCHEDULE_DELAY": "200",
            "OTEL_METRIC_EXPORT_INTERVAL": "500",
            "PYTHONUNBUFFERED": "1",
        }

    def find_trace(self, words: str) -> dict[str, Any]:
        """Type words until they list a trace that is whole, and return its explanation."""
        return wait_until(lambda: self._whole_trace(words), "a whole trace", IN_TIME_S)

    def _whole_trace(self, words: str) -> dict[str, Any] | None:
        found = TRACE_ID.search(self.run(words))
        if not found:
            return None
        trace: dict[str, Any] = json.loads(self.run(f"sandbox trace {found[1]} --json"))
        return trace if trace["complete"] and len(trace["services"]) == 4 else None


def complaints(log: Path) -> list[str]:
    """Return the lines in which a service complains of anything."""
    lines = log.read_text().splitlines()
    return [line for line in lines if COMPLAINT.search(line) and not EXPECTED.search(line)]
