"""Runs a few lines in a process of their own, and reads the spans that leave it."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

# What any program does that sends spans in batches; here each leaves as a line on stdout.
BATCHES = """
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter

provider = TracerProvider()
as_line = lambda span: span.to_json(indent=None) + "\\n"
provider.add_span_processor(BatchSpanProcessor(ConsoleSpanExporter(formatter=as_line)))
trace.set_tracer_provider(provider)
tracer = trace.get_tracer("claims")
"""
# A Django of one file: `ask` requests an address as a browser would, and reads the whole answer.
DJANGO = (
    BATCHES
    + """
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.urls import path
from opentelemetry.instrumentation.django import DjangoInstrumentor
from werkzeug.test import Client

urlpatterns = [path("tea", lambda request: HttpResponse("tea"))]
settings.configure(ROOT_URLCONF="__main__", ALLOWED_HOSTS=["*"])

def ask(address):
    print(Client(get_wsgi_application()).get(address, buffered=True).status_code)
"""
)
# Another server, which says of each request which headers of a trace it came with.
FAR_SIDE = (
    BATCHES
    + """
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import requests
from opentelemetry.instrumentation.requests import RequestsInstrumentor

class Far(BaseHTTPRequestHandler):
    def do_GET(self):
        print(*[name for name in ("traceparent", "baggage") if name in self.headers])
        self.send_response(404 if self.path == "/gone" else 200)
        self.end_headers()
    def log_message(self, *_):
        pass

far = HTTPServer(("127.0.0.1", 0), Far)
Thread(target=far.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{far.server_port}"
"""
)


@dataclass(frozen=True)
class Ended:
    """A program that has ended: its code, its spans in the order in which they ended, its words."""

    code: int
    spans: list[dict[str, Any]]
    said: list[str]
    complained: str

    @property
    def names(self) -> list[str]:
        """The names of its spans."""
        return [span["name"] for span in self.spans]

    @property
    def roots(self) -> list[str]:
        """The names of those spans that have no parent."""
        return [span["name"] for span in self.spans if span["parent_id"] is None]

    @property
    def statuses(self) -> dict[str, str]:
        """The status of each span by its name."""
        return {span["name"]: span["status"]["status_code"] for span in self.spans}


def run(program: str, *, before: str = BATCHES, **environ: str) -> Ended:
    """Run a program with nothing of OpenTelemetry set but what is given."""
    return started(program, before=before, **environ).end()


class Started:
    """A program that runs until its end is awaited."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def signal_when_ready(self, number: signal.Signals) -> "Started":
        """Send a signal once it has said that it is ready."""
        assert self.process.stdout
        assert self.process.stdout.readline() == "ready\n"
        self.process.send_signal(number)
        return self

    def end(self) -> Ended:
        """Wait for its end, and read what it said."""
        out, err = self.process.communicate(timeout=60)
        lines = out.splitlines()
        spans = [json.loads(line) for line in lines if line.startswith("{")]
        said = [line for line in lines if not line.startswith("{")]
        return Ended(self.process.returncode, spans, said, err)


def started(program: str, *, before: str = BATCHES, **environ: str) -> Started:
    """Start a program."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    return Started(
        subprocess.Popen(
            [sys.executable, "-c", before + dedent(program)],
            env=clean | environ,
            cwd=Path(__file__).parent,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    )
