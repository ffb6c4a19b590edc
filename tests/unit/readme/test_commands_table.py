"""The README's table of commands is what the command line takes."""

import re

import pytest
import typer

from tracing_sandbox.application import app
from tracing_sandbox.settings import PROJECT

ROW = re.compile(r"^\| `sandbox ([a-z]+(?: [a-z]+)?)(.*?)` \| .+ \|$", re.MULTILINE)
OPTION = re.compile(r"--[a-z-]+")
WITH_JSON = re.compile(r"^(.+) print one JSON document with `--json`\.", re.MULTILINE)

README = (PROJECT / "README.md").read_text()


def commands_of(
    group: typer.core.TyperGroup, before: str = ""
) -> dict[str, typer.core.TyperCommand]:
    """Find what can be typed, by all the words of it."""
    found = {}
    for name, command in group.commands.items():
        words = f"{before}{name}"
        if isinstance(command, typer.core.TyperGroup):
            found |= commands_of(command, f"{words} ")
        else:
            found[words] = command
    return found


TYPED = commands_of(typer.main.get_group(app))


def options_of(command: str) -> set[str]:
    return {name for each in TYPED[command].params for name in each.opts}


def test_table_lists_every_command_once() -> None:
    listed = [name for name, _ in ROW.findall(README)]
    assert sorted(listed) == sorted(TYPED)


@pytest.mark.parametrize(("command", "rest"), ROW.findall(README))
def test_table_names_options_that_there_are(command: str, rest: str) -> None:
    assert set(OPTION.findall(rest)) - options_of(command) == set()


def test_commands_that_print_json_are_named() -> None:
    (sentence,) = WITH_JSON.findall(README)
    named = set(re.findall(r"`([a-z ]+)`", sentence))
    assert named == {name for name in TYPED if "--json" in options_of(name)}
