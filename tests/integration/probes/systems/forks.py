"""Starts scripts in forks of one process, which has imported what they import.

To import is most of what a small service does in a test. A fork is a process of its own all the
same: with its own arguments, environment and end.
"""

import json
import os
import runpy
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

COMMON = (
    "fastapi",
    "flask",
    "httpx",
    "opentelemetry.exporter.otlp.proto.http.trace_exporter",
    "opentelemetry.instrumentation.fastapi",
    "opentelemetry.instrumentation.flask",
    "opentelemetry.instrumentation.httpx",
    "opentelemetry.instrumentation.urllib3",
    "opentelemetry.propagators.b3",
    "opentelemetry.sdk.trace.export",
    "uvicorn",
)


class Forks:
    """Has scripts run by a server; they end with it at the latest."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._one_at_a_time = threading.Lock()
        self._server = subprocess.Popen(
            [sys.executable, __file__],
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, script: Path, arguments: Sequence[str], environment: Mapping[str, str]) -> int:
        """Start a script; return its process id."""
        argv = [str(script), *arguments]
        return self._ask({"argv": argv, "environment": dict(environment)})

    def end(self, pids: Sequence[int]) -> None:
        """Ask scripts to end, and wait until they have."""
        self._ask({"end": list(pids)})

    def close(self) -> None:
        """End the server."""
        self._server.communicate(timeout=30)

    def _ask(self, order: Mapping[str, object]) -> int:
        assert self._server.stdin
        assert self._server.stdout
        with self._one_at_a_time:
            self._server.stdin.write(json.dumps(order) + "\n")
            self._server.stdin.flush()
            return int(self._server.stdout.readline())


def serve() -> None:
    """Fork for each script that is to be started, and answer with its process id."""
    for name in COMMON:
        import_module(name)
    running: set[int] = set()
    # A fork must not read on where its parent has read ahead.
    while line := sys.stdin.readline():
        order = json.loads(line)
        if "end" in order:
            end(order["end"])
            running -= {*order["end"]}
            answer = 0
        elif not (answer := os.fork()):
            return become(**order)
        else:
            running.add(answer)
        print(answer, flush=True)  # noqa: T201
    end(running)
    return None


def end(pids: Sequence[int] | set[int]) -> None:
    """Ask processes to end, and wait until they have."""
    for pid in pids:
        os.kill(pid, signal.SIGTERM)
    for pid in pids:
        os.waitpid(pid, 0)


def become(argv: list[str], environment: dict[str, str]) -> None:
    """Be a script, which prints to nobody."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.environ.update(environment)
    sys.argv = argv
    runpy.run_path(argv[0], run_name="__main__")


if __name__ == "__main__":
    serve()
