"""Lock contention: another transaction holds the lock of the stock row while it does slow work."""

from contextlib import suppress
from threading import Event, Thread
from typing import Any

from tracing_sandbox.faults.call import Call

# Below the time that the database lets a statement wait for a lock.
LONGEST_S = 1.5
START_S = 1.5
TOUCH = "UPDATE stock SET on_hand = on_hand WHERE sku = :sku"


class OtherTransaction:
    """A transaction on the same stock row, beside the request's own, with slow work to do."""

    def __init__(self, engine: Any, sku: str, work_s: float) -> None:
        self._engine = engine
        self._sku = sku
        self._work_s = min(work_s, LONGEST_S)
        self.touched = Event()
        self.ended = Event()

    def work_within(self) -> None:
        """Touch the row, work, and only then let it go."""
        from opentelemetry.instrumentation.utils import suppress_instrumentation

        with suppress(Exception), suppress_instrumentation(), self._engine.connect() as connection:
            self._touch(connection)
            self.touched.set()
            self.ended.wait(self._work_s)
            connection.rollback()
        self.touched.set()

    def work_after(self) -> None:
        """Touch the row, let it go, and then work."""
        from opentelemetry.instrumentation.utils import suppress_instrumentation

        with suppress(Exception), suppress_instrumentation(), self._engine.begin() as connection:
            self._touch(connection)
        self.touched.set()
        self.ended.wait(self._work_s)

    def _touch(self, connection: Any) -> None:
        from sqlalchemy import text

        connection.execute(text(TOUCH), {"sku": self._sku})


def beside(call: Call, other: OtherTransaction, work: Any) -> Any:
    """Make the call once the other transaction has touched the row; it ends with the call."""
    thread = Thread(target=work, daemon=True)
    thread.start()
    try:
        other.touched.wait(START_S)
        return call.proceed()
    finally:
        other.ended.set()
        thread.join(START_S)


def wait_for_the_lock(call: Call) -> Any:
    """Reserve beside a transaction that works while it holds the row."""
    other = transaction_beside(call)
    return beside(call, other, other.work_within)


def find_it_free(call: Call) -> Any:
    """Reserve beside a transaction that has let the row go before it works."""
    other = transaction_beside(call)
    return beside(call, other, other.work_after)


def transaction_beside(call: Call) -> OtherTransaction:
    """Make the other transaction: the first arguments are the engine, the order and the SKU."""
    engine, _order_id, sku = call.args[:3]
    return OtherTransaction(engine, sku, call.delay_s)


BROKEN = {"inventory.app:reserve_stock": wait_for_the_lock}
MENDED = {"inventory.app:reserve_stock": find_it_free}
