"""What causes need is made in the background of a service's start, each once."""

from tracing_sandbox.faults.movements import make_movements
from tracing_sandbox.planting.preparing import find_steps


def test_inventory_makes_its_movements_once_and_others_make_nothing() -> None:
    assert find_steps("inventory").count(make_movements) == 1
    assert make_movements not in find_steps("frontend")
