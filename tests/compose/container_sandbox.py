"""A sandbox in containers of a test's own: its own project, its own ports, its own volumes."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tracing_sandbox.running.ports import free_port
from tracing_sandbox.running.trial import clean_environment

PROJECT = Path(__file__).parents[2]
PARTS = ("FRONTEND", "INVENTORY", "THIRDPARTY", "OTLP_GRPC", "OTLP_HTTP", "JAEGER", "LOCUST")
LONGEST_S = 900
# Set where the containers run already, by `python -m tests.compose`.
COMPOSE = "SANDBOX_E2E_COMPOSE"


@dataclass
class ContainerSandbox:
    """Runs `docker compose` for one project."""

    environment: dict[str, str]
    folder: Path = PROJECT

    @classmethod
    def on_free_ports(cls, project: str, folder: Path = PROJECT) -> "ContainerSandbox":
        """Give a project ports that nobody uses."""
        ports = {f"SANDBOX_{name}_PORT": str(free_port()) for name in PARTS}
        return cls({"COMPOSE_PROJECT_NAME": project, **ports}, folder)

    @property
    def project(self) -> str:
        """The project's name."""
        return self.environment["COMPOSE_PROJECT_NAME"]

    @property
    def frontend_url(self) -> str:
        """Where the shop is."""
        return f"http://127.0.0.1:{self.environment['SANDBOX_FRONTEND_PORT']}"

    @property
    def jaeger_url(self) -> str:
        """Where Jaeger is."""
        return f"http://127.0.0.1:{self.environment['SANDBOX_JAEGER_PORT']}"

    def compose(self, *arguments: str, **environment: str) -> str:
        """Run `docker compose ARGUMENTS`; a failure shows what was printed."""
        finished = self.try_compose(*arguments, **environment)
        assert finished.returncode == 0, finished.stdout + finished.stderr
        return finished.stdout

    def try_compose(
        self, *arguments: str, stdin: str = "", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run `docker compose ARGUMENTS` and return what became of it."""
        return subprocess.run(
            ["docker", "compose", "--profile", "load", *arguments],
            cwd=self.folder,
            env={**clean_environment(), **self.environment, **environment},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
            check=False,
        )

    def type_in_a_shell(self, commands: str, here: Path) -> subprocess.CompletedProcess[str]:
        """Type the commands into one shell, in a folder from which compose finds the project."""
        compose_file = {"COMPOSE_FILE": str(self.folder / "docker-compose.yml")}
        return subprocess.run(
            ["bash", "-ec", commands],
            # A shell that reads its commands from stdin would lose them to `docker compose exec`.
            stdin=subprocess.DEVNULL,
            cwd=here,
            env={**clean_environment(), **self.environment, **compose_file},
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )

    def up(self, **environment: str) -> None:
        """Start all that is not running or has changed, and wait until it is well."""
        self.compose("up", "--detach", "--wait", "frontend", **environment)

    def down(self) -> None:
        """Remove everything, whatever state it is in."""
        self.compose("down", "--volumes", "--remove-orphans")

    def containers(self) -> dict[str, str]:
        """Return the id of each running container by the name of its service."""
        listed = self.compose("ps", "--format", "{{.Service}} {{.ID}}")
        return dict(line.split() for line in listed.splitlines())

    def kill(self, service: str) -> None:
        """Kill a service as a crash would, and start it again."""
        self.compose("kill", "--signal", "SIGKILL", service)
        self.compose("start", service)

    def remains(self) -> list[str]:
        """List what Docker still has of the project."""
        label = f"label=com.docker.compose.project={self.project}"
        lists = (["ps", "--all"], ["volume", "ls"], ["network", "ls"])
        return [name for words in lists for name in docker(*words, "-q", "--filter", label).split()]


def docker(*arguments: str) -> str:
    """Run `docker ARGUMENTS` and return what it printed."""
    finished = subprocess.run(
        ["docker", *arguments], capture_output=True, text=True, timeout=LONGEST_S, check=False
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout
