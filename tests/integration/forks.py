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
from collections.abc import Collection, Mapping, Sequence
from importlib import import_module
from pathlib import Path

END_S = 60
NOWHERE = Path(os.devnull)


class Forks:
    """Has scripts run by a server that has imported `modules`; they end with it at the latest.

    `ends_by` is the signal that they end by.
    """

    def __init__(
        self,
        modules: Sequence[str],
        environment: Mapping[str, str] | None = None,
        ends_by: signal.Signals = signal.SIGTERM,
    ) -> None:
        self._one_at_a_time = threading.Lock()
        self._server = subprocess.Popen(
            [sys.executable, __file__, str(int(ends_by)), *modules],
            env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(
        self,
        script: Path,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        log: Path = NOWHERE,
    ) -> int:
        """Start a script, which prints into a log; return its process id."""
        argv = [str(script), *arguments]
        order = {"argv": argv, "environment": dict(environment), "log": str(log)}
        return self._ask(order)

    def end(self, pids: Sequence[int]) -> None:
        """Ask scripts to end, and wait until they have."""
        self._ask({"end": list(pids)})

    def close(self) -> None:
        """End the server, and what it still runs."""
        self._server.communicate(timeout=END_S)

    def _ask(self, order: Mapping[str, object]) -> int:
        assert self._server.stdin
        assert self._server.stdout
        with self._one_at_a_time:
            self._server.stdin.write(json.dumps(order) + "\n")
            self._server.stdin.flush()
            return int(self._server.stdout.readline())


def serve(ends_by: int, modules: Sequence[str]) -> None:
    """Fork for each script that is to be started, and answer with its process id."""
    for name in modules:
        import_module(name)
    running: set[int] = set()
    # A fork must not read on where its parent has read ahead.
    while line := sys.stdin.readline():
        order = json.loads(line)
        if "end" in order:
            end(order["end"], ends_by)
            running -= {*order["end"]}
            answer = 0
        elif not (answer := os.fork()):
            return become(**order)
        else:
            running.add(answer)
        print(answer, flush=True)  # noqa: T201
    end(running, ends_by)
    return None


def end(pids: Collection[int], ends_by: int) -> None:
    """Ask processes to end, and wait until they have."""
    for pid in pids:
        os.kill(pid, ends_by)
    for pid in pids:
        os.waitpid(pid, 0)


def become(argv: list[str], environment: dict[str, str], log: str) -> None:
    """Be a script, which reads nothing."""
    os.dup2(os.open(NOWHERE, os.O_RDONLY), 0)
    written = os.open(log, os.O_WRONLY | os.O_CREAT)
    for descriptor in (1, 2):
        os.dup2(written, descriptor)
    os.environ.update(environment)
    sys.argv = argv
    runpy.run_path(argv[0], run_name="__main__")


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2:])
