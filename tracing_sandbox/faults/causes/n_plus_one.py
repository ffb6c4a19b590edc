"""N+1 queries: one statement for each row where one for all of them would do.

Each goes through the table once more.
"""

import time
from typing import Any

from tracing_sandbox.faults.call import Call
from tracing_sandbox.faults.movements import PLAIN, await_movements, make_movements

DAYS = f"SELECT DISTINCT day FROM {PLAIN} ORDER BY day"  # noqa: S608
LEFT_ON = f"SELECT sum(quantity) FROM {PLAIN} WHERE day = :day"  # noqa: S608
LEFT_BY_DAY = f"SELECT day, sum(quantity) FROM {PLAIN} GROUP BY day"  # noqa: S608
# They are many on a slow machine as well.
FEWEST = 24


def ask_day_by_day(call: Call) -> Any:
    """See how much left the shelf on each day, with a statement for each, while there is time."""
    from sqlalchemy import text

    await_movements()
    connection, left = call.args[0], {}
    until = time.monotonic() + call.delay_s
    for day in connection.scalars(text(DAYS)).all():
        left[day] = connection.scalar(text(LEFT_ON), {"day": day})
        if len(left) >= FEWEST and time.monotonic() > until:
            break
    return call.proceed()


def ask_at_once(call: Call) -> Any:
    """See how much left the shelf on each day, with one statement."""
    from sqlalchemy import text

    await_movements()
    dict(call.args[0].execute(text(LEFT_BY_DAY)).all())
    return call.proceed()


PREPARE = {"inventory": make_movements}
BROKEN = {"inventory.stock:count_on_hand": ask_day_by_day}
MENDED = {"inventory.stock:count_on_hand": ask_at_once}
