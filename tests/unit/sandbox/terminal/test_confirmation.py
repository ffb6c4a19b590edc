"""Before something is lost for good, somebody is asked, or has said so."""

import io
import sys

import pytest
import typer

from tracing_sandbox.errors import WrongUsageError
from tracing_sandbox.invocation import typed
from tracing_sandbox.terminal.confirmation import confirm


class Keyboard(io.StringIO):
    """What somebody types at a terminal."""

    def isatty(self) -> bool:
        return True


def test_yes_goes_on(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", Keyboard("y\n"))
    confirm("This deletes all.", "reset --yes")
    said = capsys.readouterr()
    assert "This deletes all. Go on? [y/N]:" in said.out + said.err


@pytest.mark.parametrize("answer", ["\n", "n\n", ""])
def test_anything_else_ends_the_command(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    monkeypatch.setattr(sys, "stdin", Keyboard(answer))
    with pytest.raises(typer.Abort):
        confirm("This deletes all.", "reset --yes")


def test_nobody_to_ask_is_a_refusal_that_says_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    with pytest.raises(WrongUsageError) as caught:
        confirm("This deletes all.", "reset --yes")
    assert caught.value.next_step == f"To do it without being asked: {typed('reset --yes')}"
