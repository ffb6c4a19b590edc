"""CPU burned in the request: each pair of price rules is compared, where one look would do."""

import time
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from tracing_sandbox.faults.call import Call

RULES = 4_000
GROUPS = 40_000


@dataclass(frozen=True, slots=True)
class Rule:
    """A price rule: of those of one group, the strongest holds."""

    group: int
    strength: int


def write_rules(call: Call) -> list[Rule]:
    """Write the rules."""
    return [Rule(call.random.randrange(GROUPS), place) for place in range(RULES)]


def compare_pairs(call: Call) -> Any:
    """Find the rules that hold by comparing each with each, while there is time."""
    until = time.monotonic() + call.delay_s
    rules, holding = write_rules(call), set()
    for rule in cycle(rules):
        if not any(rule.group == other.group and rule.strength < other.strength for other in rules):
            holding.add(rule)
        if time.monotonic() > until:
            break
    return call.proceed()


def look_once(call: Call) -> Any:
    """Find the rules that hold by one look at each."""
    holding: dict[int, Rule] = {}
    for rule in write_rules(call):
        held = holding.setdefault(rule.group, rule)
        holding[rule.group] = max(held, rule, key=lambda each: each.strength)
    return call.proceed()


BROKEN = {"frontend.orders.placing:save_order": compare_pairs}
MENDED = {"frontend.orders.placing:save_order": look_once}
