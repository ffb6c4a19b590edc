"""The command line as a whole: collects the commands and turns errors into words and exit codes."""

import sys
import traceback
from importlib.metadata import version
from tempfile import NamedTemporaryFile
from typing import Annotated

import typer

from tracing_sandbox.commands.compare import compare
from tracing_sandbox.commands.doctor import doctor
from tracing_sandbox.commands.down import down
from tracing_sandbox.commands.load import load
from tracing_sandbox.commands.logs import logs
from tracing_sandbox.commands.order import order
from tracing_sandbox.commands.puzzle import puzzle
from tracing_sandbox.commands.reset import reset
from tracing_sandbox.commands.restart import restart
from tracing_sandbox.commands.scenarios import scenarios
from tracing_sandbox.commands.status import status
from tracing_sandbox.commands.stop import stop
from tracing_sandbox.commands.trace import trace
from tracing_sandbox.commands.traces import traces
from tracing_sandbox.commands.up import up
from tracing_sandbox.commands.why import why
from tracing_sandbox.errors import SandboxError, WrongUsageError
from tracing_sandbox.running.containers.inside import OUTSIDE, native_only
from tracing_sandbox.terminal.body_after_json import BodyAfterJson
from tracing_sandbox.terminal.command_list import CommandList
from tracing_sandbox.terminal.console import err, out, print_error
from tracing_sandbox.unknown_settings import find_unknown

COMMANDS = (
    up,
    down,
    stop,
    restart,
    status,
    logs,
    order,
    load,
    puzzle,
    trace,
    traces,
    why,
    compare,
    doctor,
    reset,
)
# Commands that have commands of their own.
GROUPS = {"scenarios": scenarios}

app = typer.Typer(
    cls=CommandList,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in COMMANDS:
    kind = BodyAfterJson if command is doctor else None
    app.command(cls=kind)(native_only(command) if command.__name__ in OUTSIDE else command)
for name, group in GROUPS.items():
    app.add_typer(group, name=name)
# They start something: a setting that is misspelt is refused there.
REFUSING = {up.__name__, restart.__name__}


def print_version(*, wanted: bool) -> None:
    """Print which release this is, and end."""
    if wanted:
        out.print(f"sandbox {version('tracing-sandbox')}")
        raise typer.Exit


@app.callback()
def sandbox(
    context: typer.Context,
    *,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=print_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """A distributed tracing sandbox: one order, three services, one trace."""
    if context.invoked_subcommand not in REFUSING:
        warn_of_slips()


def warn_of_slips() -> None:
    """Name the settings that are misspelt, whatever the command."""
    for unknown in find_unknown():
        if unknown.is_slip:
            err.print(f"Warning: {unknown}", soft_wrap=True)


def run() -> None:
    """Run the command that was asked for: exit 0 done, 1 failed, 2 wrong usage."""
    if sys.stdout is None:
        sys.exit("Error: there is no standard output to write to.")
    try:
        app()
    except SandboxError as error:
        print_error(error)
        sys.exit(2 if isinstance(error, WrongUsageError) else 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        print_error(SandboxError(f"{error}.", "See that the output can be written and try again."))
        sys.exit(1)
    except Exception as error:  # noqa: BLE001
        print_error(unexpected_error(error))
        sys.exit(1)


def unexpected_error(error: Exception) -> SandboxError:
    """Keep the traceback in a file, and say where it is."""
    with NamedTemporaryFile("w", prefix="sandbox-error-", suffix=".txt", delete=False) as report:
        traceback.print_exception(error, file=report)
    return SandboxError(
        f"Something unexpected went wrong: {type(error).__name__}: {error}",
        f"Please report it with the details in {report.name}",
    )
