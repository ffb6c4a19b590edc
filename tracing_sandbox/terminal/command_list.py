"""The commands as one: how they are called, listed, and found by whoever names one wrongly."""

from typing import Any

import typer
from typer.core import TyperGroup

from tracing_sandbox.invocation import typed

# What other tools call it; what is merely misspelt, typer finds by itself.
MEANT = {
    "clean": "reset",
    "diff": "compare",
    "explain": "trace",
    "faults": "scenarios list",
    "help": "--help",
    "kill": "down",
    "list": "traces",
    "ps": "status",
    "reload": "restart",
    "run": "up",
    "start": "up",
    "tail": "logs --follow",
    "version": "--version",
}
WHOLE = 1_000


class CommandContext(typer.Context):
    """Says in usages and errors how we are called from this shell."""

    @property
    def command_path(self) -> str:
        """Return what is typed before a command's own name."""
        return typed("")


class WholeSentences(TyperGroup):
    """Lists what each command does in a whole sentence, however narrow the terminal is."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """Write the list; typer's own cuts each sentence to one line."""
        rows = [(name, each.get_short_help_str(WHOLE)) for name, each in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


class CommandList(WholeSentences):
    """The commands themselves, which `sandbox` alone lists."""

    context_class = CommandContext

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that is asked for; one that others call so is named."""
        meant = MEANT.get(args[0])
        if meant and args[0] not in self.commands:
            ctx.fail(f"No such command '{args[0]}'. Did you mean '{meant}'?")
        return super().resolve_command(ctx, args)
