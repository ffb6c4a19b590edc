"""supervisor (PyPI) keeps the parts running: its configuration, its start, and its XML-RPC."""

import json
import re
import shlex
import subprocess
import sys
import time
import xmlrpc.client
from collections.abc import Mapping, Sequence
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import SupervisorTransport

from tracing_sandbox.running.changes import rpc
from tracing_sandbox.running.parts import Part

# supervisord is told before any service runs and can say how long its requests may take: longer
# than the settings allow (300 s for a far side, six times 60 s for a database). Each service ends
# by itself before, and `Sandbox.stop` ends what does not.
LONGEST_STOP_S = 900
PAUSE_S = 0.02
GONE = (OSError, HTTPException, xmlrpc.client.Error)
COMMENT = re.compile(r"(\s)(?=[;#])")


class Supervisor:
    """The supervisord of one sandbox home."""

    def __init__(self, home: Path) -> None:
        self.config = home / "supervisord.conf"
        self.socket = home / "supervisor.sock"
        self.pid_file = home / "supervisord.pid"
        self.logs = home / "logs"
        self._process: subprocess.Popen[bytes] | None = None

    def start(
        self, parts: Sequence[Part], environment: Mapping[str, str]
    ) -> subprocess.Popen[bytes]:
        """Write the configuration and start supervisord in a session of its own."""
        self.logs.mkdir(parents=True, exist_ok=True)
        self.config.write_text(self.write_config(parts))
        with self.log_of("supervisord").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(self.config)],
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self._process

    def write_config(self, parts: Sequence[Part]) -> str:
        """Return supervisord's configuration file for these parts.

        `here` is the file's own folder, our home. Its path is not written: this format has no
        way to quote what it would read as a comment.
        """
        sections = [
            "[unix_http_server]\nfile=%(here)s/supervisor.sock\nchmod=0700",
            "[supervisord]\nlogfile=/dev/null\nlogfile_maxbytes=0\n"
            "pidfile=%(here)s/supervisord.pid\nminfds=1024\nnocleanup=true",
            "[rpcinterface:supervisor]\n"
            "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface",
            f"[rpcinterface:{rpc.NAMESPACE}]\n"
            f"supervisor.rpcinterface_factory={rpc.__name__}:{rpc.make_interface.__name__}",
            *(self.write_program(part) for part in parts),
        ]
        return "\n\n".join(sections) + "\n"

    def write_program(self, part: Part) -> str:
        """Return one part's section: restarted when it ends, ended whole with its children."""
        own = (f"{key}={value}" for key, value in part.environment.items())
        command = write_command(["env", *own, *part.command])
        return "\n".join(
            [
                f"[program:{part.name}]",
                f"command={command}",
                "directory=%(here)s",
                f"priority={part.order}",
                "autorestart=true",
                "startsecs=1",
                "startretries=20",
                f"stopwaitsecs={LONGEST_STOP_S}",
                "killasgroup=true",
                "redirect_stderr=true",
                # supervisor expands this one twice.
                f"stdout_logfile=%%(here)s/logs/{part.name}.log",
                "stdout_logfile_maxbytes=10MB",
                "stdout_logfile_backups=1",
            ]
        )

    def log_of(self, name: str) -> Path:
        """Return where a part, or supervisord itself, writes its log."""
        return self.logs / f"{name}.log"

    def last_lines(self, name: str, count: int) -> list[str]:
        """Return the end of a log; nothing where there is none."""
        try:
            lines = self.log_of(name).read_text(errors="replace").splitlines()
        except OSError:
            return []
        return lines[-count:] if count else []

    def has_ended(self) -> bool:
        """Tell whether supervisord has ended; of one that is not our child, its silence tells."""
        if self._process:
            return self._process.poll() is not None
        return self.processes() is None

    def processes(self) -> list[dict[str, Any]] | None:
        """Return supervisor's own account of each part, or None where no supervisor answers."""
        try:
            return list(self._call("getAllProcessInfo"))
        except GONE:
            return None

    def stop_part(self, name: str) -> None:
        """Ask a part to end, and do not start it again; its end is somebody else's wait.

        Where somebody else is stopping all of it, supervisord may refuse, or be gone already.
        """
        with suppress(*GONE):
            self._call("stopProcess", name, False)

    def await_stop(self) -> None:
        """Wait until supervisord has noticed the parts' ends: it starts none before."""
        deadline = time.monotonic() + LONGEST_STOP_S
        while self._is_stopping() and time.monotonic() < deadline:
            time.sleep(PAUSE_S)

    def start_parts(self) -> None:
        """Start all parts; their health is somebody else's question."""
        self._call("startAllProcesses", False)

    def start_part(self, name: str) -> None:
        """Start a part that is stopped."""
        self._call("startProcess", name, False)

    def tell_part(self, part: Part, environment: Mapping[str, str]) -> None:
        """Tell a part what it runs, and in which environment, from its next start on."""
        told = {"command": part.command, "environment": {**environment, **part.environment}}
        self._call("tell", part.name, json.dumps(told), interface=rpc.NAMESPACE)

    def shut_down(self) -> None:
        """Ask supervisord to stop everything, itself included; it may be at it, or gone."""
        with suppress(*GONE):
            self._call("shutdown", interface="supervisor")

    def pid(self) -> int:
        """Return supervisord's own process id."""
        return int(self._call("getPID"))

    def _is_stopping(self) -> bool:
        return any(found["statename"] == "STOPPING" for found in self.processes() or [])

    def _call(self, method: str, *arguments: Any, interface: str = "supervisor") -> Any:
        transport = SupervisorTransport(None, None, f"unix://{self.socket}")
        with xmlrpc.client.ServerProxy("http://127.0.0.1", transport) as server:
            return getattr(getattr(server, interface), method)(*arguments)


def write_command(arguments: Sequence[str]) -> str:
    """Quote a command for a shell, and hide from supervisor what it would take for its own.

    It expands `%`, and a comment begins at a `;` or `#` after a space. Such a space stands within
    single quotes here: closing and opening them again changes nothing for a shell.
    """
    return COMMENT.sub(r"\1''", shlex.join(arguments)).replace("%", "%%")
