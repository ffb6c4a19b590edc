"""Runs the `sandbox` command in forks of one process, which has imported most of it already.

To import is all that a short command does for half a second. A fork is a process of its own all
the same: with its own environment, output, exit code and end.
"""

import atexit
import gc
import json
import os
import runpy
import select
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from tracing_sandbox.running import trial
from tracing_sandbox.settings import PROJECT

# These look at the environment as they are imported, or stand on what does: each fork has its own.
AFRESH = ("tracing_sandbox.terminal", "tracing_sandbox.commands", "tracing_sandbox.application")
run_afresh = trial.run_command


class CommandForks:
    """Has commands run, one at a time, by a server that starts with the first of them."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._server: subprocess.Popen[bytes] | None = None

    def run(
        self, arguments: Sequence[str], environment: Mapping[str, str], timeout_s: float
    ) -> "subprocess.CompletedProcess[str]":
        """Run a command; afresh if Python is told something, or while another one runs."""
        if not is_of_this_python(environment) or not self._one_at_a_time.acquire(blocking=False):
            return run_afresh(arguments, environment, timeout_s)
        try:
            with tempfile.TemporaryDirectory() as folder:
                return self._run(arguments, environment, timeout_s, Path(folder))
        finally:
            self._one_at_a_time.release()

    def _run(
        self, arguments: Sequence[str], environment: Mapping[str, str], timeout_s: float, at: Path
    ) -> "subprocess.CompletedProcess[str]":
        out, err = at / "out", at / "err"
        order = {
            "arguments": list(arguments),
            "environment": dict(environment),
            "folder": os.getcwd(),  # noqa: PTH109
            "files": [os.devnull, str(out), str(err)],
        }
        command = [*trial.COMMAND, *arguments]
        code = self._ask(order, command, timeout_s)
        return subprocess.CompletedProcess(command, code, out.read_text(), err.read_text())

    def _ask(self, order: dict[str, Any], command: list[str], timeout_s: float) -> int:
        server = self._server = self._server or start_server()
        assert server.stdin
        assert server.stdout
        server.stdin.write(json.dumps(order).encode() + b"\n")
        pid = int(server.stdout.readline())
        in_time = select.select([server.stdout], [], [], timeout_s)[0]
        if not in_time:
            os.kill(pid, signal.SIGKILL)
        code = int(server.stdout.readline())
        if not in_time:
            raise subprocess.TimeoutExpired(command, timeout_s)
        return code


def is_of_this_python(environment: Mapping[str, str]) -> bool:
    """Tell whether Python and its output are as they are here: they are told before they start."""
    return told_to_python(environment) == TOLD_HERE


def told_to_python(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what Python reads as it starts."""
    names = ("PYTHON", "LC_", "LANG")
    return {name: value for name, value in environment.items() if name.startswith(names)}


def start_server() -> "subprocess.Popen[bytes]":
    """Start the server; it ends when its input does, with ourselves at the latest."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.command_forks"],
        cwd=PROJECT,
        env=trial.clean_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
    )
    atexit.register(server.communicate)
    return server


def serve() -> None:
    """Fork for each order, a line of JSON; answer with the fork's id, and then with its code."""
    import_module("tracing_sandbox.application")
    for name in [name for name in sys.modules if name.startswith(AFRESH)]:
        del sys.modules[name]
    gc.freeze()
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            return become_command(json.loads(line))
        print(pid, flush=True)  # noqa: T201
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)  # noqa: T201
    return None


def become_command(order: dict[str, Any]) -> None:
    """Be what `python -m tracing_sandbox` is, and end as it does."""
    for number, path in enumerate(order["files"]):
        opened = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    sys.argv = ["sandbox", *order["arguments"]]
    runpy.run_module("tracing_sandbox", run_name="__main__", alter_sys=True)


TOLD_HERE = told_to_python(os.environ)

if __name__ == "__main__":
    serve()
