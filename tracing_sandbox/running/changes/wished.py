"""What somebody wishes of a sandbox that was started otherwise: named, with how to have it."""

import os
import re
import shlex
from collections.abc import Sequence

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.invocation import typed
from tracing_sandbox.running.changes.readers import is_shared, settings_by_part
from tracing_sandbox.running.changes.restart import find_unchanged
from tracing_sandbox.running.configs.files import CONFIGURED, describe_config
from tracing_sandbox.running.state import State
from tracing_sandbox.settings import Settings

SECRET = re.compile(r"HEADERS|KEY|PASSWORD|URL|ENDPOINT")


def require_same_settings(settings: Settings, state: State) -> None:
    """Raise SandboxError that names the settings and files which the running sandbox has not."""
    differing = state.differing(settings_by_part(settings, state.addresses))
    files = {describe_config(settings, part): part for part in CONFIGURED}
    values = [name for name in differing if name.isidentifier()]
    if values:
        raise SandboxError(
            f"A sandbox is already up in {settings.home}, and was started with another "
            f"value of {', '.join(values)}.",
            how_to_have(settings, state, values),
        )
    if differing:
        parts = " ".join(files[name] for name in differing)
        raise SandboxError(
            f"A sandbox is already up in {settings.home}, and was started before "
            f"{', '.join(differing)} changed.",
            f"Have it read again: {typed(f'restart {parts}')}",
        )


def how_to_have(settings: Settings, state: State, names: Sequence[str]) -> str:
    """Say how a running sandbox gets these settings: by a restart, unless all parts go by them."""
    if any(is_shared(name) for name in names):
        return f"Stop it, then start it with yours: {typed('down')} && {typed('up --detach')}"
    parts = " ".join(find_unchanged(state, settings, ()))
    given = "".join(f"{name}={write_value(name)} " for name in names)
    return f"Start those that read it again; the traces stay: {given}{typed(f'restart {parts}')}"


def write_value(name: str) -> str:
    """Write a variable's value for a shell; one that may hold a key is left to be typed."""
    value = os.environ.get(name, "")
    return "..." if SECRET.search(name) else shlex.quote(value) if value else ""
