"""The connection pool is exhausted: others hold every connection while they do slow work."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Any

from tracing_sandbox.faults.call import Call

# Below the time that the pool lets a request wait for a connection.
LONGEST_S = 1.5
CHECKING = "checking"


def begin_check(call: Call) -> Any:
    """Let the next connection be asked for when others have them all."""
    call.stage[CHECKING] = True
    return call.proceed()


def connect_last(call: Call) -> Any:
    """Ask for a connection after others took all of them, and keep them while they work."""
    if not call.stage.pop(CHECKING, False):
        return call.proceed()
    others = Others(call)
    others.take_all()
    work = Timer(min(call.delay_s, LONGEST_S), others.give_back)
    work.daemon = True
    work.start()
    try:
        return call.proceed()
    finally:
        work.join()


def connect_among_others(call: Call) -> Any:
    """Ask for a connection after another took one, and gave it back before it went on to work."""
    if not call.stage.pop(CHECKING, False):
        return call.proceed()
    others = Others(call)
    others.take_one()
    others.give_back()
    return call.proceed()


class Others:
    """Other requests, which share the pool."""

    def __init__(self, call: Call) -> None:
        self._connect = call.proceed
        self._engine = call.instance
        self._held: list[Any] = []
        self._opened: list[Any] = []

    def take_all(self) -> None:
        """Take every connection that is left."""
        pool = self._engine.pool
        while pool.checkedout() < pool.size():
            self.take_one()

    def take_one(self) -> None:
        """Take one connection."""
        with self._noting_opened():
            self._held.append(self._connect())

    def give_back(self) -> None:
        """Give all back; those that were opened for it are closed, so that none is left."""
        for connection in self._held:
            if connection.connection.dbapi_connection in self._opened:
                connection.detach()
            connection.close()

    @contextmanager
    def _noting_opened(self) -> Iterator[None]:
        from sqlalchemy import event

        def note(opened: Any, _record: Any) -> None:
            self._opened.append(opened)

        event.listen(self._engine, "connect", note)
        try:
            yield
        finally:
            event.remove(self._engine, "connect", note)


BROKEN = {
    "inventory.app:check_stock": begin_check,
    "sqlalchemy.engine.base:Engine.connect": connect_last,
}
MENDED = {
    "inventory.app:check_stock": begin_check,
    "sqlalchemy.engine.base:Engine.connect": connect_among_others,
}
