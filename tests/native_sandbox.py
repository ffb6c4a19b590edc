"""A native sandbox of a test's own: its own home, its own ports, its own processes."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.free_ports import free_port
from tracing_sandbox.settings import Settings

COMMAND_S = 240
# What to tell a sandbox of which a test asks no deadline: a busy machine stands still for seconds.
PATIENT = {
    "SANDBOX_DATABASE_TIMEOUT_S": "10",
    "SANDBOX_THIRDPARTY_TIMEOUT_S": "20",
    "SANDBOX_INVENTORY_TIMEOUT_S": "25",
    "OTEL_EXPORTER_OTLP_TIMEOUT": "30",
}


@dataclass
class NativeSandbox:
    """Runs the `sandbox` command for one home, as a user would in a shell of their own."""

    home: Path
    environment: dict[str, str] = field(default_factory=dict)

    @classmethod
    def on_free_ports(cls, home: Path, **environment: str) -> "NativeSandbox":
        """Give a sandbox at `home` ports that nobody uses."""
        names = [name for name in Settings.model_fields if name.endswith("_port")]
        ports = {f"SANDBOX_{name.upper()}": str(free_port()) for name in names}
        return cls(home, {"SANDBOX_HOME": str(home), **ports, **environment})

    @property
    def frontend_url(self) -> str:
        """Where the shop is."""
        return self._address("FRONTEND")

    @property
    def jaeger_url(self) -> str:
        """Where Jaeger is."""
        return self._address("JAEGER")

    def _address(self, part: str) -> str:
        port = self.environment.get(f"SANDBOX_{part}_PORT")
        return self.environment.get(f"SANDBOX_{part}_URL") or f"http://127.0.0.1:{port}"

    def run(
        self, *arguments: str, timeout_s: float = COMMAND_S
    ) -> subprocess.CompletedProcess[str]:
        """Run `sandbox ARGUMENTS` and return what it printed."""
        return subprocess.run(
            [sys.executable, "-m", "tracing_sandbox", *arguments],
            env={**clean_environment(), **self.environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )

    def spawn(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start `sandbox ARGUMENTS` and return its process."""
        return subprocess.Popen(
            [sys.executable, "-m", "tracing_sandbox", *arguments],
            env={**clean_environment(), **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def up(self, *options: str) -> None:
        """Start it; a failure shows what was printed."""
        finished = self.run("up", "--detach", *options)
        assert finished.returncode == 0, finished.stdout + finished.stderr

    def down(self) -> None:
        """Stop it; a failure shows what was printed."""
        finished = self.run("down")
        assert finished.returncode == 0, finished.stdout + finished.stderr


def clean_environment() -> dict[str, str]:
    """Return our environment without settings of a sandbox that the caller may have."""
    kept = ("SANDBOX_CACHE", "SANDBOX_OTELCOL", "SANDBOX_JAEGER", "SANDBOX_RELEASES_URL")
    return {
        key: value
        for key, value in os.environ.items()
        if key in kept or not key.startswith(("SANDBOX_", "OTEL_"))
    }
