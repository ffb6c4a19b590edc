"""A checkout that nobody but its owner may read (umask 077) says what to type, and works then."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

from tests.compose.container_sandbox import PROJECT, ContainerSandbox


def copy_closed(folder: Path) -> None:
    """Copy what git knows, as a checkout under umask 077 has it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, check=True, capture_output=True, text=True
    ).stdout
    for name in filter(None, listed.split("\0")):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PROJECT / name, target)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o700 if path.is_dir() else 0o600)


def test_closed_checkout_says_what_to_type_and_works_then(tmp_path: Path) -> None:
    folder = tmp_path / "checkout"
    copy_closed(folder)
    sandbox = ContainerSandbox.on_free_ports("tracing-sandbox-closed", folder)
    try:
        sandbox.compose("build", "may-start")
        tried = sandbox.try_compose("up", "--detach", "--wait", "frontend")
        said = sandbox.compose("logs", "--no-log-prefix", "may-start")
        found = re.search(r"No container may read .+\. Type: (chmod .+)", said)
        assert found
        subprocess.run(shlex.split(found[1]), cwd=folder, check=True)
        sandbox.up()
        shown = sandbox.compose("exec", "-T", "frontend", "sandbox", "order")
    finally:
        sandbox.down()

    assert tried.returncode != 0
    assert "may-start" in tried.stderr
    files = "collector-config.yaml jaeger-config.yaml jaeger-on-disk.yaml databases.sql"
    assert found[1] == f"chmod a+r {files}"
    assert "look_up_price" in shown
