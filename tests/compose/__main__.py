"""Runs the end-to-end tests against containers: `python -m tests.compose [PYTEST'S OPTIONS]`."""

import shutil
import subprocess
import sys

from tests.compose.container_sandbox import COMPOSE, PROJECT, ContainerSandbox
from tracing_sandbox.running.trial import clean_environment

NAME = "tracing-sandbox-test"


def main() -> int | str:
    """Start the containers, run the tests, remove the containers; return what to exit with."""
    if shutil.which("docker") is None:
        return "There is no docker here. Install Docker with its compose plugin."
    sandbox = ContainerSandbox.on_free_ports(NAME)
    sandbox.down()
    try:
        code = start(sandbox) or run_tests(sandbox, sys.argv[1:])
    finally:
        sandbox.down()
    left = sandbox.remains()
    return f"docker compose down has left {', '.join(left)}." if left else code


def start(sandbox: ContainerSandbox) -> int:
    """Build the images and start all parts, with compose's own progress; return its exit code."""
    compose = ["docker", "compose", "--profile", "load"]
    environment = {**clean_environment(), **sandbox.environment}
    for words in (["build"], ["up", "--detach", "--wait", "frontend"]):
        code = subprocess.run(
            [*compose, *words], cwd=PROJECT, env=environment, check=False
        ).returncode
        if code:
            return code
    return 0


def run_tests(sandbox: ContainerSandbox, options: list[str]) -> int:
    """Run pytest against the containers; return its exit code."""
    environment = {
        **clean_environment(),
        **sandbox.environment,
        COMPOSE: "1",
        "SANDBOX_E2E_FRONTEND_URL": sandbox.frontend_url,
        "SANDBOX_E2E_JAEGER_URL": sandbox.jaeger_url,
    }
    command = [sys.executable, "-m", "pytest", "tests/e2e", "tests/compose", *options]
    return subprocess.run(command, cwd=PROJECT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
