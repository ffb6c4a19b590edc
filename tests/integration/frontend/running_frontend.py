"""Runs the real shop, `python -m frontend`, on a port of its own."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import requests

from tests.waiting import wait_until
from tracing_sandbox.running.ports import free_port

LONGEST_S = 30.0


class RunningFrontend:
    """The process, and a customer's view of it."""

    def __init__(self, directory: Path, **environ: str) -> None:
        self.port = free_port()
        self.log = directory / "frontend.log"
        self.directory = directory
        self.environ = {**clean_environment(), "SANDBOX_FRONTEND_PORT": str(self.port), **environ}
        self.process: subprocess.Popen[bytes] | None = None
        self.session = requests.Session()
        # A connection that is kept may be closed just as the next request is sent.
        self.session.headers["Connection"] = "close"

    @property
    def url(self) -> str:
        """Where the shop is."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "RunningFrontend":
        """Start it, and wait until it answers."""
        self.launch()
        wait_until(self.answers, f"the shop; its log: {self.log}", LONGEST_S)
        return self

    def launch(self) -> "subprocess.Popen[bytes]":
        """Start it and do not wait."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "frontend"],
                cwd=self.directory,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        return self.process

    def answers(self) -> bool:
        """Ask its health check."""
        assert self.process
        if self.process.poll() is not None:
            raise RuntimeError(f"the shop has ended: {self.log.read_text()[-3000:]}")
        try:
            return requests.get(self.url + "/healthz", timeout=2).status_code == 200
        except requests.RequestException:
            return False

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Signal it and wait for its end."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(LONGEST_S)

    def kill(self) -> None:
        """End it with all its processes at once; a stop takes seconds."""
        if self.process and self.process.poll() is None:
            master = psutil.Process(self.process.pid)
            for process in [master, *master.children(recursive=True)]:
                process.kill()
            self.process.wait(LONGEST_S)

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        """Send one request."""
        options.setdefault("allow_redirects", False)
        return self.session.request(method, self.url + path, timeout=LONGEST_S, **options)

    def order(
        self, sku: Any = "TEA-ASSAM", quantity: Any = 1, key: str | None = None, **headers: str
    ) -> requests.Response:
        """Place one order over the API."""
        if key is not None:
            headers["Idempotency-Key"] = key
        body = {"sku": sku, "quantity": quantity}
        return self.ask("POST", "/api/orders", json=body, headers=headers)

    def see(self, path: str) -> requests.Response:
        """Ask for a page, as a browser does."""
        return self.ask("GET", path, headers={"Accept": "text/html"})

    def send_form(self, path: str = "/", **fields: str) -> requests.Response:
        """Load the catalogue and send one of its forms."""
        page = self.see("/").text
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert found
        data = {"csrfmiddlewaretoken": found.group(1), **fields}
        return self.ask("POST", path, data=data, headers={"Accept": "text/html"})


def clean_environment() -> dict[str, str]:
    """Return our environment without what would configure the shop."""
    ours = ("SANDBOX_", "OTEL_", "DJANGO_")
    return {key: value for key, value in os.environ.items() if not key.startswith(ours)}
