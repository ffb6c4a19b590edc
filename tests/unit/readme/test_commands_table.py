"""The README's table of commands is what the command line takes."""

import re

import pytest
import typer

from tracing_sandbox.application import COMMANDS, app
from tracing_sandbox.settings import PROJECT

ROW = re.compile(r"^\| `sandbox (\w+)(.*?)` \| .+ \|$", re.MULTILINE)
OPTION = re.compile(r"--[a-z-]+")
WITH_JSON = re.compile(r"^(.+) print one JSON document with `--json`\.", re.MULTILINE)

README = (PROJECT / "README.md").read_text()
GROUP = typer.main.get_group(app)


def options_of(command: str) -> set[str]:
    return {name for each in GROUP.commands[command].params for name in each.opts}


def test_table_lists_every_command_once() -> None:
    listed = [name for name, _ in ROW.findall(README)]
    assert sorted(listed) == sorted(command.__name__ for command in COMMANDS)


@pytest.mark.parametrize(("command", "rest"), ROW.findall(README))
def test_table_names_options_that_there_are(command: str, rest: str) -> None:
    assert set(OPTION.findall(rest)) - options_of(command) == set()


def test_commands_that_print_json_are_named() -> None:
    (sentence,) = WITH_JSON.findall(README)
    named = set(re.findall(r"`(\w+)`", sentence))
    assert named == {name for name in GROUP.commands if "--json" in options_of(name)}
