"""The command line tells what it can do: in any width, and to who names it otherwise."""

import re
from collections.abc import Callable
from importlib.metadata import version

import pytest

from tracing_sandbox.application import COMMANDS, GROUPS, app
from tracing_sandbox.terminal.command_list import MEANT

NARROW = 60
OF_GROUPS = [
    [name, str(command.name)]
    for name, group in GROUPS.items()
    for command in group.registered_commands
]
NAMES = [*([command.__name__] for command in COMMANDS), *([name] for name in GROUPS), *OF_GROUPS]


@pytest.fixture(autouse=True)
def _narrow_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(NARROW))
    monkeypatch.setenv("SANDBOX_COMMAND", "sandbox")


Call = Callable[..., tuple[int, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Type a command; return its exit code and all that it prints."""

    def run(*words: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            app(list(words))
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    return run


@pytest.mark.parametrize("words", [[], *NAMES])
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_is_whole_in_a_narrow_terminal(call: Call, words: list[str], option: str) -> None:
    code, said = call(*words, option)
    assert code == 0
    assert max(map(len, said.splitlines())) <= NARROW
    assert "..." not in re.sub(r"\[(ARGS|PART)\]\.\.\.", "", said)
    assert said.startswith(" ".join(["Usage: sandbox", *words]))


def test_list_of_commands_says_of_each_what_it_does_in_a_whole_sentence(call: Call) -> None:
    listed = " ".join(call("--help")[1].split())
    for command in COMMANDS:
        assert command.__doc__
        sentence = command.__doc__.splitlines()[0].rstrip(".")
        assert f"{command.__name__} {sentence}" in listed


def test_version_is_that_of_the_package(call: Call) -> None:
    assert call("--version") == (0, f"sandbox {version('tracing-sandbox')}\n")


@pytest.mark.parametrize(
    ("typo", "meant"),
    [("statsu", "status"), ("ordr", "order"), ("restrt", "restart"), *MEANT.items()],
)
def test_command_that_there_is_not_names_the_one_that_was_meant(
    call: Call, typo: str, meant: str
) -> None:
    code, said = call(typo)
    assert code == 2
    assert f"Error: No such command '{typo}'. Did you mean '{meant}'" in said
    assert "Try 'sandbox -h' for help." in said


@pytest.mark.parametrize("meant", MEANT.values())
def test_what_was_meant_is_there(call: Call, meant: str) -> None:
    assert call(*meant.split(), "--help")[0] == 0
