"""`sandbox restart`: some parts start again, with the code and the settings of now."""

from collections.abc import Collection
from typing import Annotated

import typer

from tracing_sandbox.errors import SandboxError, WrongUsageError
from tracing_sandbox.invocation import typed
from tracing_sandbox.running.changes.readers import SERVICES
from tracing_sandbox.running.changes.restart import find_unchanged, restart_parts
from tracing_sandbox.running.configs.validation import require_valid_configs
from tracing_sandbox.running.environment.checked import read_checked_settings
from tracing_sandbox.running.installation import find_binaries
from tracing_sandbox.running.lifecycle import Sandbox
from tracing_sandbox.running.parts import list_parts
from tracing_sandbox.running.state import State
from tracing_sandbox.settings import Settings
from tracing_sandbox.terminal.confirmation import confirm
from tracing_sandbox.terminal.console import err, out
from tracing_sandbox.terminal.interrupts import Interrupts

KEEPS_TRACES = "jaeger"
TIME_TO_LIVE = "SANDBOX_JAEGER_TTL"


def restart(
    parts: Annotated[
        list[str] | None,
        typer.Argument(metavar="PART", help="Which; the three services if left out."),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Lose the traces without being asked.")
    ] = False,
) -> None:
    """Start parts again, with your code and settings of now; the traces stay.

    A restart of Jaeger loses them, unless SANDBOX_JAEGER_TTL keeps them on disk.
    """
    settings = read_checked_settings()
    sandbox = Sandbox(settings.home)
    state = require_state(sandbox)
    names = find_names(state, parts or SERVICES)
    if KEEPS_TRACES in names and not (yes or settings.jaeger_ttl):
        confirm(describe_loss(state), f"restart {' '.join(names)} --yes")
    with Interrupts() as interrupts, sandbox.starting():
        seen = start_again(sandbox, settings, names, interrupts)
    for name in names:
        out.print(f"Restarted {name}: well after {seen[name]:.1f} s.")
    say_unchanged(sandbox.noted_state(), settings, names)


def describe_loss(state: State) -> str:
    """Say what becomes of the traces that the running Jaeger holds."""
    if TIME_TO_LIVE in state.settings[KEEPS_TRACES]:
        return (
            f"Jaeger keeps the traces on disk, and does not find them without {TIME_TO_LIVE}. "
            "Set it as at the start to keep them."
        )
    return "Jaeger keeps the traces in its memory: this loses them all."


def require_state(sandbox: Sandbox) -> State:
    """Return what the running sandbox has noted; SandboxError where none is up."""
    state = sandbox.state()
    if state is None:
        sandbox.require_no_leftovers()
        raise SandboxError(
            f"No sandbox is running in {sandbox.home}.", f"Start it: {typed('up --detach')}"
        )
    return state


def find_names(state: State, wanted: Collection[str]) -> list[str]:
    """Return the parts that are wanted, in the order of their start."""
    for name in wanted:
        if name not in state.addresses:
            raise WrongUsageError(
                f"There is no part {name!r}.", f"There are: {', '.join(state.addresses)}"
            )
    return [name for name in state.addresses if name in wanted]


def start_again(
    sandbox: Sandbox, settings: Settings, names: Collection[str], interrupts: Interrupts
) -> dict[str, float]:
    """Start the parts again; return the seconds that each took to be well."""
    binaries = find_binaries(err)
    require_valid_configs(settings, binaries, names)
    every = list_parts(settings, binaries, sandbox.noted_state().database)
    with err.status(f"Restarting {', '.join(names)} ..."):
        interrupts.hold()
        interrupts.begin_stop()
        chosen = [part for part in every if part.name in names]
        restart_parts(sandbox, settings, chosen, interrupts.are_urgent)
        return sandbox.wait_until_healthy(
            settings.start_timeout_s, lambda _: interrupts.repeat(), names
        )


def say_unchanged(state: State, settings: Settings, restarted: Collection[str]) -> None:
    """Say which other parts go on with settings that this shell has otherwise."""
    for part, names in find_unchanged(state, settings, restarted).items():
        err.print(
            f"{part} goes on with its earlier {', '.join(names)}. To change that: "
            f"{typed(f'restart {part}')}",
            soft_wrap=True,
        )
