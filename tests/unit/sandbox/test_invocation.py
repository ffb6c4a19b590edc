"""A command of ours is printed as the shell finds it, wherever the tool is installed."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracing_sandbox.application import COMMANDS
from tracing_sandbox.invocation import find_command_anywhere, typed
from tracing_sandbox.settings import PROJECT

WRITTEN = re.compile(rf"\bsandbox ({'|'.join(each.__name__ for each in COMMANDS)})\b")
# `traces` knows no command; whoever draws with it says how one is typed.
ELSEWHERE = "traces"


class Shell:
    """A shell in a folder, and a `sandbox` that is installed somewhere."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.monkeypatch = monkeypatch
        self.folder = folder
        for name in ("SANDBOX_COMMAND", "MAKEFLAGS"):
            monkeypatch.delenv(name, raising=False)
        self.go("project")
        self.find_in("empty")

    def install(self, environment: str) -> Path:
        """Install the tool into an environment, and run it from there."""
        script = self.folder / environment / "bin" / "sandbox"
        script.parent.mkdir(parents=True)
        script.write_text("#!/bin/sh\n")
        script.chmod(0o755)
        self.monkeypatch.setattr(sys, "executable", str(script.with_name("python")))
        return script

    def go(self, folder: str) -> None:
        """Go into a folder."""
        (self.folder / folder).mkdir(parents=True, exist_ok=True)
        self.monkeypatch.chdir(self.folder / folder)
        self.monkeypatch.setenv("PWD", str(self.folder / folder))

    def find_in(self, folder: str) -> None:
        """Look for programs in one folder."""
        self.monkeypatch.setenv("PATH", str(self.folder / folder))


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shell:
    return Shell(monkeypatch, tmp_path)


def test_command_of_an_active_environment_is_its_name(shell: Shell) -> None:
    shell.install("project/.venv")
    shell.find_in("project/.venv/bin")
    assert typed("order") == "sandbox order"
    assert typed("") == "sandbox"


def test_command_of_the_projects_environment_is_its_path_from_here(shell: Shell) -> None:
    script = shell.install("project/.venv")
    assert typed("order") == ".venv/bin/sandbox order"
    assert find_command_anywhere() == str(script)
    shell.go("project/.venv/bin")
    assert typed("order") == "./sandbox order"
    shell.go("elsewhere")
    assert typed("order") == f"{script} order"


def test_command_with_another_sandbox_in_the_way_is_its_path(shell: Shell) -> None:
    shell.install("other")
    script = shell.install("project/.venv")
    shell.find_in("other/bin")
    assert typed("up") == ".venv/bin/sandbox up"
    assert find_command_anywhere() == str(script)


def test_command_that_is_linked_into_the_path_is_its_name(shell: Shell) -> None:
    script = shell.install("tools/tracing-sandbox")
    (shell.folder / "empty").mkdir()
    (shell.folder / "empty" / "sandbox").symlink_to(script)
    assert typed("status") == "sandbox status"


def test_command_under_make_in_another_folder_is_its_whole_path(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = shell.install("project/.venv")
    monkeypatch.setenv("MAKEFLAGS", "")
    assert typed("order") == ".venv/bin/sandbox order"
    monkeypatch.setenv("MAKEFLAGS", "w -- TESTS=tests/unit/web")
    assert typed("order") == f"{script} order"
    monkeypatch.setenv("MAKEFLAGS", "")
    monkeypatch.setenv("PWD", str(shell.folder))
    assert typed("order") == f"{script} order"


def test_command_with_a_space_in_its_path_is_quoted(shell: Shell) -> None:
    shell.install("project/my env")
    assert typed("order") == "'my env/bin/sandbox' order"


def test_command_without_a_script_is_asked_of_python(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(shell.folder / "python"))
    assert typed("order") == f"{shell.folder}/python -m tracing_sandbox order"


def test_command_is_what_a_setting_says(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.install("project/.venv")
    monkeypatch.setenv("SANDBOX_COMMAND", "docker compose exec frontend sandbox")
    assert typed("order") == "docker compose exec frontend sandbox order"
    assert find_command_anywhere() == "docker compose exec frontend sandbox"


def test_command_that_is_printed_runs() -> None:
    said = subprocess.run(
        ["sh", "-c", typed("--help")], capture_output=True, text=True, timeout=60, check=False
    )
    assert (said.returncode, "Usage:" in said.stdout) == (0, True), said.stderr


def written_texts(module: Path) -> Iterator[str]:
    """Yield the texts of a module, but for what it says of itself."""
    tree = ast.parse(module.read_text())
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def test_no_command_is_printed_that_was_written_by_hand() -> None:
    tool = PROJECT / "tracing_sandbox"
    modules = [path for path in tool.rglob("*.py") if path.relative_to(tool).parts[0] != ELSEWHERE]
    found = {path.name: WRITTEN.findall(text) for path in modules for text in written_texts(path)}
    assert {name: commands for name, commands in found.items() if commands} == {}


def test_no_page_holds_a_command_that_was_written_by_hand() -> None:
    pages = [
        *(PROJECT / "tracing_sandbox").rglob("*.html"),
        *(PROJECT / "services").rglob("*.html"),
    ]
    assert len(pages) > 10
    assert [page.name for page in pages if WRITTEN.search(page.read_text())] == []
