"""`--json BODY` of a command whose `--json` alone asks for a document: the body is told apart."""

from itertools import zip_longest
from typing import Any

from typer.core import TyperCommand

JSON, BODY = "--json", "--body"
BEGINNINGS = ("{", "[", '"')


class BodyAfterJson(TyperCommand):
    """Reads `--json '{...}'` as `--body '{...}'`; no name of a trace or file begins so."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse what was typed."""
        return super().parse_args(ctx, with_body(args))


def with_body(args: list[str]) -> list[str]:
    """Write each `--json` that a body comes after as `--body`, and `--json=BODY` as well."""
    return [
        BODY if argument == JSON and follower.startswith(BEGINNINGS) else without_equals(argument)
        for argument, follower in zip_longest(args, args[1:], fillvalue="")
    ]


def without_equals(argument: str) -> str:
    """Write `--json=BODY` as `--body=BODY`."""
    begins = argument.startswith(f"{JSON}=")
    return f"{BODY}={argument.removeprefix(f'{JSON}=')}" if begins else argument
