"""Runs one service as its users do, `python -m SERVICE`, on a free port of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import requests

from tests.waiting import wait_until
from tracing_sandbox.running.ports import free_port

START_S = 60
STOP_S = 30


def unconfigured_environment() -> dict[str, str]:
    """Return the environment without what would set up a service or its tracing."""
    return {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("OTEL_", "SANDBOX_")) and not key.lower().endswith("_proxy")
    }


class ServiceProcess:
    """A service's process; `directory` takes its log and is where it starts."""

    def __init__(self, service: str, directory: Path, **environment: str) -> None:
        self.service = service
        self.port = free_port()
        self.log = directory / f"{service}.log"
        self._directory = directory
        self._environment = {
            **unconfigured_environment(),
            "OTEL_BSP_SCHEDULE_DELAY": "50",
            f"SANDBOX_{service.upper()}_PORT": str(self.port),
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The process that was started last."""
        assert self._process is not None
        return self._process

    def spawn(self, **environment: str) -> "ServiceProcess":
        """Start it, and do not wait."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", self.service],
                cwd=self._directory,
                env={**self._environment, **environment},
                stdout=log,
                stderr=log,
            )
        return self

    def start(self, **environment: str) -> "ServiceProcess":
        """Start it, and wait until it answers."""
        self.spawn(**environment)
        wait_until(self.answers, f"{self.service} to answer", START_S)
        return self

    def answers(self) -> bool:
        """Tell whether its health check answers; AssertionError if it has ended."""
        code = self.process.poll()
        if code is not None:
            raise RuntimeError(f"{self.service} ended with {code}: {self.log.read_text()}")
        try:
            return requests.get(f"{self.url}/healthz", timeout=1).ok
        except requests.RequestException:
            return False

    def worker(self) -> psutil.Process:
        """Return gunicorn's worker."""
        children = psutil.Process(self.process.pid).children()
        assert len(children) == 1
        return children[0]

    def send_signal(self, number: int) -> None:
        """Send a signal to gunicorn's master."""
        self.process.send_signal(number)

    def wait(self, timeout_s: float = STOP_S) -> int:
        """Wait for its end and return its exit code."""
        return self.process.wait(timeout_s)

    def stop(self) -> int:
        """Tell it to stop and wait; return its exit code."""
        if self.process.poll() is None:
            self.send_signal(signal.SIGTERM)
        return self.wait()

    def kill(self) -> None:
        """End it and its worker at once."""
        if self._process is None or self._process.poll() is not None:
            return
        family = [psutil.Process(self._process.pid)]
        family += family[0].children(recursive=True)
        for member in reversed(family):
            member.kill()
        self._process.wait(STOP_S)
