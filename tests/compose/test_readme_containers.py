"""The README's commands for containers run, and leave nothing."""

import re
import subprocess

from tests.compose.container_sandbox import PROJECT, ContainerSandbox
from tracing_sandbox.running.trial import clean_environment

BLOCK = re.compile(r"^```sh containers\n(?P<commands>.*?)^```$", re.MULTILINE | re.DOTALL)


def test_readme_commands_start_order_and_remove() -> None:
    found = BLOCK.search((PROJECT / "README.md").read_text())
    assert found
    sandbox = ContainerSandbox.on_free_ports("tracing-sandbox-readme")
    try:
        finished = type_in_a_shell(sandbox, found["commands"])
        assert finished.returncode == 0, finished.stdout + finished.stderr
        assert "look_up_price" in finished.stdout
        assert sandbox.remains() == []
    finally:
        sandbox.down()


def type_in_a_shell(sandbox: ContainerSandbox, commands: str) -> subprocess.CompletedProcess[str]:
    """Type the commands into one shell in the project's folder."""
    return subprocess.run(
        ["bash", "-ec", commands],
        # A shell that reads its commands from stdin would lose them to `docker compose exec`.
        stdin=subprocess.DEVNULL,
        cwd=PROJECT,
        env={**clean_environment(), **sandbox.environment},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
