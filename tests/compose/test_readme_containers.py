"""The README's commands for containers run, and leave nothing."""

from pathlib import Path

from tests.command_blocks import blocks
from tests.compose.container_sandbox import ContainerSandbox


def test_readme_commands_start_order_and_remove(tmp_path: Path) -> None:
    (commands,) = blocks("containers")
    sandbox = ContainerSandbox.on_free_ports("tracing-sandbox-readme")
    try:
        finished = sandbox.type_in_a_shell(commands, tmp_path)
        assert finished.returncode == 0, finished.stdout + finished.stderr
        assert "look_up_price" in finished.stdout
        assert sandbox.remains() == []
    finally:
        sandbox.down()
