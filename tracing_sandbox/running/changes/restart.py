"""Starts some parts again, with the settings of the shell; the others keep what they hold."""

from collections.abc import Collection, Sequence

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.invocation import typed
from tracing_sandbox.running.changes.readers import is_shared, settings_by_part
from tracing_sandbox.running.changes.service_settings import require_right_settings
from tracing_sandbox.running.changes.stages import stop_parts
from tracing_sandbox.running.environment.shared import shared_environment
from tracing_sandbox.running.lifecycle import Sandbox
from tracing_sandbox.running.parts import Part
from tracing_sandbox.running.processes import Hurry, never
from tracing_sandbox.running.state import State, digest, write_state
from tracing_sandbox.settings import Settings


def restart_parts(
    sandbox: Sandbox, settings: Settings, parts: Sequence[Part], hurry: Hurry = never
) -> None:
    """Stop these parts of a running sandbox, tell them the settings, and start them.

    Raises SandboxError, before anything is stopped, for settings that the others must have too, or
    that a service refuses.
    Whether they become well is another question: see `Sandbox.wait_until_healthy`.
    """
    names = [part.name for part in parts]
    told = {name: digest(each) for name, each in settings_by_part(settings, names).items()}
    state = sandbox.noted_state()
    require_same_addresses(state, told)
    environment = shared_environment(settings)
    require_right_settings(parts, environment)
    stop_parts(sandbox.supervisor, names, state.longest_stop_s, hurry)
    sandbox.supervisor.await_stop()
    for part in parts:
        sandbox.supervisor.tell_part(part, environment)
    write_state(sandbox.home, state.model_copy(update={"settings": {**state.settings, **told}}))
    for name in names:
        sandbox.supervisor.start_part(name)


def require_same_addresses(state: State, told: dict[str, dict[str, str]]) -> None:
    """Raise SandboxError for another host or port: the parts that go on would not know of it."""
    changed = {
        name
        for part, digests in told.items()
        for name in state.settings[part].keys() | digests.keys()
        if is_shared(name) and state.settings[part].get(name) != digests.get(name)
    }
    if changed:
        raise SandboxError(
            f"The sandbox was started with another value of {', '.join(sorted(changed))}, which "
            "all of its parts go by.",
            f"Start all of it with yours: {typed('down')} && {typed('up --detach')}",
        )


def find_unchanged(
    state: State, settings: Settings, restarted: Collection[str]
) -> dict[str, list[str]]:
    """Name the other parts that go on with settings which this shell has otherwise."""
    others = [part for part in state.settings if part not in restarted]
    wanted = settings_by_part(settings, others)
    found = {part: state.differing({part: wanted[part]}) for part in others}
    return {part: names for part, names in found.items() if names}
