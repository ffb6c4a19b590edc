"""What is placed to prove one scenario with one seed: each order differs in one thing alone.

`customer` places it.
"""

import random
from dataclasses import dataclass, replace

from tracing_sandbox.faults.asked import Asked
from tracing_sandbox.faults.catalogue import service_faults
from tracing_sandbox.faults.catalogue.scenario import Scenario

# Of a scenario's range of delays, as it is drawn: whoever proves it a hundred times waits less.
SHORT = 0.25
# Small beside every fault's own delay, and still out of line by itself.
SECOND_MS, MORE_MS = 100.0, 40.0
RERUNS = 3
# The way of a request through the services.
WAY = ("frontend", "inventory", "thirdparty")


@dataclass(frozen=True)
class Plan:
    """The orders of one seed.

    `broken` has the fault, and where delays are compared a small `second` one elsewhere. `whole` is
    the same with the fault off, `first_alone` with the second off, `mended` with both done right.
    """

    seed: int
    broken: Asked
    whole: Asked
    mended: Asked
    first_alone: Asked | None = None
    second: Scenario | None = None
    reruns: int = RERUNS

    @property
    def only_waits(self) -> bool:
        """Say whether it was asked for no delay: what takes long then waits for a deadline."""
        return not any(self.broken.delays_ms)


def plan_fault(scenario: Scenario, seed: int) -> Plan:
    """Plan the orders that prove a fault of a service."""
    alone = ask_for(scenario, seed)
    second = choose_second(scenario)
    if second is None:
        return Plan(seed, alone, alone.without(scenario.name), replace(alone, mended=True))
    both = replace(
        alone,
        names=(*alone.names, second.name),
        delays_ms=(*alone.delays_ms, round(SECOND_MS + MORE_MS * chance_of(seed, second), 1)),
    )
    return Plan(
        seed,
        both,
        both.without(scenario.name),
        replace(alone, mended=True),
        both.without(second.name),
        second,
    )


def plan_break(scenario: Scenario, seed: int) -> Plan:
    """Plan the orders that prove a break of the tracing."""
    alone = ask_for(scenario, seed)
    return Plan(seed, alone, Asked(), replace(alone, mended=True), reruns=0)


def ask_for(scenario: Scenario, seed: int) -> Asked:
    """Ask for a scenario with a short delay of those that it has."""
    if scenario.delay_ms is None:
        return Asked((scenario.name,), (None,), seed)
    short_ms = round(scenario.delay_at(SHORT * chance_of(seed, scenario)), 1)
    return Asked((scenario.name,), (short_ms,), seed)


def chance_of(seed: int, scenario: Scenario) -> float:
    """Draw a share from 0 to 1: the same for the same seed."""
    return random.Random(f"{seed}:{scenario.name}").random()  # noqa: S311


def choose_second(scenario: Scenario) -> Scenario | None:
    """Choose a delay elsewhere, which the same order can have as well.

    First one that leaves other requests alone, and then one far back on the way: what burns CPU is
    in the shop, and takes longer on a busy machine. Only with a delay can another one be compared:
    what failed did not come as far.
    """
    if scenario.felt != "slow":
        return None
    found = [each for each in service_faults() if is_elsewhere(each, scenario)]
    return min(found, key=lambda each: nearness(each, scenario), default=None)


def nearness(other: Scenario, scenario: Scenario) -> tuple[bool, bool, int]:
    """Give the order in which a second one is chosen: the least first."""
    return is_mixed(other, scenario), other.touches_others, -WAY.index(other.acts_in)


def is_mixed(other: Scenario, scenario: Scenario) -> bool:
    """Tell whether two faults may be taken for one of a whole service."""
    if not (scenario.blame and other.blame) or other.blame.service != scenario.blame.service:
        return False
    return bool({"own", "wait", "repetition"} & set(scenario.blame.kind))


def is_elsewhere(other: Scenario, scenario: Scenario) -> bool:
    """Tell whether another scenario makes the own work of another operation longer, and once."""
    if not (other.blame and scenario.blame and other.delay_ms) or other.felt != "slow":
        return False
    if other.blame.kind != ("own",) or is_repeated(other, scenario):
        return False
    places = {(each.acts_in, each.acts_at) for each in (other, scenario)}
    operations = {*other.blame.operation} & {*scenario.blame.operation}
    return len(places) > 1 and not operations


def is_repeated(other: Scenario, scenario: Scenario) -> bool:
    """Tell whether a fault may call several times what lies behind it."""
    if not scenario.blame or not {"repetition", "gap"} & set(scenario.blame.kind):
        return False
    return WAY.index(other.acts_in) > WAY.index(scenario.blame.service)
