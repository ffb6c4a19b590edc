"""Asks before something is lost for good; a script says beforehand that it may be."""

import sys

import typer

from tracing_sandbox.errors import WrongUsageError
from tracing_sandbox.invocation import typed


def confirm(loss: str, words: str) -> None:
    """Ask whether to go on; the command ends where the answer is no, or nobody can be asked.

    `loss` says what is lost, `words` is the command that does it without asking.
    """
    if not sys.stdin.isatty():
        raise WrongUsageError(
            f"{loss} There is no terminal to ask at, so nothing was done.",
            f"To do it without being asked: {typed(words)}",
        )
    typer.confirm(f"{loss} Go on?", abort=True, err=True)
