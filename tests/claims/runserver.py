"""Runs `opentelemetry-instrument python manage.py runserver` on a project of two files."""

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.waiting import wait_until
from tracing_sandbox.running.ports import free_port

FILES = {
    "manage.py": """
import os, sys
from django.core.management import execute_from_command_line
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tea")
execute_from_command_line(sys.argv)
""",
    "tea.py": """
from django.http import HttpResponse
from django.urls import path
SECRET_KEY = "of a test"
DEBUG = True
ROOT_URLCONF = "tea"
urlpatterns = [path("", lambda request: HttpResponse("tea"))]
""",
    # What the package opentelemetry-distro brings: it lets the SDK read the environment.
    "distro-0.dist-info/METADATA": "Metadata-Version: 2.1\nName: distro\nVersion: 0\n",
    "distro-0.dist-info/entry_points.txt": (
        "[opentelemetry_configurator]\n"
        "configurator = opentelemetry.sdk._configuration:_OTelSDKConfigurator\n"
    ),
}
ZERO_CODE = str(Path(sys.executable).with_name("opentelemetry-instrument"))
NAME = re.compile(r'^    "name": "(.*)",$', re.MULTILINE)


class Server:
    """A `runserver` whose spans are printed."""

    def __init__(self, folder: Path, options: tuple[str, ...], environ: dict[str, str]) -> None:
        self.port = free_port()
        self.log = folder / "log"
        self.process = subprocess.Popen(
            [ZERO_CODE, sys.executable, "manage.py", "runserver", *options, str(self.port)],
            cwd=folder,
            env=environment(folder) | environ,
            stdout=self.log.open("w"),
            stderr=subprocess.STDOUT,
            # Its reloader is two processes: they are ended together.
            start_new_session=True,
        )

    def ask(self) -> str:
        """Ask it once, as soon as it listens."""
        return str(wait_until(self._answer, "runserver to answer"))

    def _answer(self) -> str | None:
        try:
            return requests.get(f"http://127.0.0.1:{self.port}", timeout=30).text
        except requests.ConnectionError:
            return None

    def wait_for_spans(self) -> list[str]:
        """Stop it, and return the names of all spans that it has printed."""
        self.end()
        return NAME.findall(self.log.read_text())

    def words_at_its_end(self) -> str:
        """Return what it has printed when it has ended by itself."""
        self.process.wait(60)
        return self.log.read_text()

    def end(self) -> None:
        """Interrupt it as Ctrl-C does, and wait for its end."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(60)


def environment(folder: Path) -> dict[str, str]:
    """Return an environment in which spans are printed, and nothing else is set."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    clean.pop("DJANGO_SETTINGS_MODULE", None)
    return clean | {
        "PYTHONPATH": str(folder),
        "OTEL_TRACES_EXPORTER": "console",
        "OTEL_METRICS_EXPORTER": "none",
        "OTEL_LOGS_EXPORTER": "none",
    }


@contextmanager
def running_server(*options: str, **environ: str) -> Iterator[Server]:
    """Start `runserver` with its options; nothing of it runs afterwards."""
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        for name, text in FILES.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text)
        server = Server(folder, options, environ)
        try:
            yield server
        finally:
            server.end()
