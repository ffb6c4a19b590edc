"""What a command line asks to be broken, checked before anything is sent."""

from collections.abc import Sequence

from tracing_sandbox.errors import WrongUsageError
from tracing_sandbox.faults.asked import Asked, read_asked
from tracing_sandbox.invocation import typed


def read_options(
    scenarios: Sequence[str], delays_ms: Sequence[float], seed: int | None, *, mended: bool
) -> Asked:
    """Return what the options ask for; WrongUsageError for what there is not."""
    if len(delays_ms) > len(scenarios):
        raise WrongUsageError(
            "--delay-ms goes with a scenario, one each.", "Name the scenario: --scenario NAME"
        )
    asked = Asked(tuple(scenarios), tuple(delays_ms), seed, mended)
    try:
        return read_asked(asked.entries()) or asked
    except ValueError as error:
        raise WrongUsageError(str(error), f"See them all: {typed('scenarios list')}") from error
