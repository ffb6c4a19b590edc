"""What is broken on purpose in a shopper's next order, if anything is."""

from random import Random
from typing import Any

from tracing_sandbox.faults.asked import Asked
from tracing_sandbox.shop import NOTHING


def choose_scenario(options: Any, chance: Random) -> Asked:
    """Ask for the scenario of the command line in its share of the orders."""
    if not options.scenario or chance.random() >= options.scenario_share:
        return NOTHING
    return Asked((options.scenario,)).seeded()
