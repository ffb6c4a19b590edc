"""What a command line asks to be broken, checked before anything is sent."""

from collections.abc import Sequence

from tracing_sandbox.errors import WrongUsageError
from tracing_sandbox.faults.asked import DELAY_MS, SEED, Asked, read_asked
from tracing_sandbox.faults.catalogue import SCENARIOS
from tracing_sandbox.invocation import typed


def read_options(
    scenarios: Sequence[str], delays_ms: Sequence[float], seed: int | None, *, mended: bool
) -> Asked:
    """Return what the options ask for; WrongUsageError for what there is not."""
    if len(delays_ms) > len(scenarios):
        raise WrongUsageError(
            "--delay-ms goes with a scenario, one each.", "Name the scenario: --scenario NAME"
        )
    if not all(scenarios):
        raise WrongUsageError("--scenario is empty.", f"Name one: {typed('scenarios list')}")
    for name in scenarios[: len(delays_ms)]:
        require_delay(name)
    asked = Asked(tuple(scenarios), tuple(delays_ms), seed, mended)
    try:
        return read_asked(asked.entries()) or asked
    except ValueError as error:
        said = str(error).replace(f"{DELAY_MS}=", "--delay-ms ").replace(f"{SEED}=", "--seed ")
        raise WrongUsageError(said, f"See them all: {typed('scenarios list')}") from error


def require_delay(name: str) -> None:
    """Raise WrongUsageError for a delay that nobody would take."""
    scenario = SCENARIOS.get(name)
    if scenario and scenario.delay_ms is None:
        raise WrongUsageError(f"{name} has no delay.", "Leave --delay-ms out.")
