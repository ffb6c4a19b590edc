"""A sandbox of one's own for a while: tests, benchmarks and pictures run their commands in it."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.running.ports import free_ports
from tracing_sandbox.settings import Settings

COMMAND_S = 240
COMMAND = (sys.executable, "-m", "tracing_sandbox")
# What says where the binaries are: these are found once for all.
KEPT = ("SANDBOX_CACHE", "SANDBOX_OTELCOL", "SANDBOX_JAEGER", "SANDBOX_RELEASES_URL")


@dataclass
class TrialSandbox:
    """Runs the `sandbox` command for one home, as a user would in a shell of their own."""

    home: Path
    environment: dict[str, str] = field(default_factory=dict)

    @classmethod
    def on_free_ports(cls, home: Path, **environment: str) -> "TrialSandbox":
        """Give a sandbox at `home` ports that nobody uses."""
        names = [name for name in Settings.model_fields if name.endswith("_port")]
        ports = {
            f"SANDBOX_{name.upper()}": str(port)
            for name, port in zip(names, free_ports(len(names)), strict=True)
        }
        return cls(home, {"SANDBOX_HOME": str(home), **ports, **environment})

    def told(self, **settings: str) -> "TrialSandbox":
        """Return the same sandbox in another shell, which has these settings as well."""
        return TrialSandbox(self.home, {**self.environment, **settings})

    @property
    def frontend_url(self) -> str:
        """Where the shop is."""
        return self.address_of("FRONTEND")

    @property
    def jaeger_url(self) -> str:
        """Where Jaeger is."""
        return self.address_of("JAEGER")

    @property
    def collector_url(self) -> str:
        """Where spans are sent to."""
        return self.address_of("OTLP_HTTP")

    def address_of(self, part: str) -> str:
        """Return the address that a part's variables name."""
        port = self.environment.get(f"SANDBOX_{part}_PORT")
        return self.environment.get(f"SANDBOX_{part}_URL") or f"http://127.0.0.1:{port}"

    def run(
        self, *arguments: str, timeout_s: float = COMMAND_S
    ) -> subprocess.CompletedProcess[str]:
        """Run `sandbox ARGUMENTS` and return what it printed."""
        return run_command(arguments, self.whole_environment(), timeout_s)

    def spawn(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start `sandbox ARGUMENTS` and return its process."""
        return subprocess.Popen(
            [*COMMAND, *arguments],
            env=self.whole_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def up(self, *options: str) -> None:
        """Start it; SandboxError shows what was printed."""
        self.require("up", "--detach", *options)

    def down(self) -> None:
        """Stop it; SandboxError shows what was printed."""
        self.require("down")

    def require(self, *arguments: str) -> str:
        """Run `sandbox ARGUMENTS` and return its output; SandboxError unless it succeeds."""
        finished = self.run(*arguments)
        if finished.returncode:
            raise SandboxError(
                f"sandbox {' '.join(arguments)} failed:\n{finished.stdout}{finished.stderr}",
                f"Its logs are in {self.home / 'logs'}",
            )
        return finished.stdout

    def whole_environment(self) -> dict[str, str]:
        """Return the environment in which its commands run."""
        return {**clean_environment(), **self.environment}


def run_command(
    arguments: Sequence[str], environment: Mapping[str, str], timeout_s: float
) -> subprocess.CompletedProcess[str]:
    """Run the `sandbox` command in an environment and return what it printed."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )


@contextmanager
def open_trial(home: Path, **environment: str) -> Iterator[TrialSandbox]:
    """Run a sandbox at `home` on free ports; nothing of it runs afterwards."""
    sandbox = TrialSandbox.on_free_ports(home, **environment)
    try:
        sandbox.up()
        yield sandbox
    finally:
        sandbox.down()


def clean_environment() -> dict[str, str]:
    """Return our environment without settings of a sandbox that the caller may have."""
    return {
        key: value
        for key, value in os.environ.items()
        if key in KEPT or not key.startswith(("SANDBOX_", "OTEL_"))
    }
