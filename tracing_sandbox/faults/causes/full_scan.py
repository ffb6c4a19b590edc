"""A full scan: what is asked for has no index, so the database reads the whole table each time."""

from typing import Any

from tracing_sandbox.faults.call import Call
from tracing_sandbox.faults.movements import (
    INDEXED,
    PLAIN,
    ROWS,
    await_movements,
    look_up,
    make_movements,
)

# Well below the database's own deadline for a statement, on a busy machine too.
LONGEST_S = 1.0


def scan(call: Call) -> Any:
    """Look movements up in the table without an index: it is read whole for each of them."""
    look_up(call.args[0], PLAIN, count_movements(call))
    return call.proceed()


def use_the_index(call: Call) -> Any:
    """Look as many movements up in the table that has one."""
    look_up(call.args[0], INDEXED, count_movements(call))
    return call.proceed()


def count_movements(call: Call) -> int:
    """Say how many to look up, always alike: as many as there is time for scans."""
    within_s = min(call.delay_s, LONGEST_S)
    return min(max(round(within_s / await_movements().scan_s), 1), ROWS)


PREPARE = {"inventory": make_movements}
BROKEN = {"inventory.stock:count_on_hand": scan}
MENDED = {"inventory.stock:count_on_hand": use_the_index}
