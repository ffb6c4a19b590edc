"""The probe of the containers' health checks, as they run it."""

import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from tests.closed_port import closed_port
from tracing_sandbox.running.containers import probe


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" else 503)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server():
    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def run(*urls: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-SE", probe.__file__, *urls]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def test_probe_is_content_when_all_are_well(server: str) -> None:
    finished = run(f"{server}/healthz", f"{server}/healthz")
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "", "")


def test_probe_names_the_one_that_is_not_well(server: str) -> None:
    finished = run(f"{server}/healthz", f"{server}/status")
    assert (finished.returncode, finished.stderr) == (1, f"{server}/status: answered 503\n")


def test_probe_names_the_one_that_does_not_answer() -> None:
    finished = run(f"http://127.0.0.1:{closed_port()}/")
    assert finished.returncode == 1
    assert "Connection refused" in finished.stderr
