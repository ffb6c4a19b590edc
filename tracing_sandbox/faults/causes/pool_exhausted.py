"""The connection pool is exhausted: others hold every connection while they do slow work."""

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
    return others.make_way(call)


def connect_among_others(call: Call) -> Any:
    """Ask for a connection after others took one each, and gave it back before they went on."""
    if not call.stage.pop(CHECKING, False):
        return call.proceed()
    others = Others(call)
    others.take_turns()
    return call.proceed()


class Others:
    """Other requests, which share the pool."""

    def __init__(self, call: Call) -> None:
        self._connect = call.proceed
        self._pool = call.instance.pool
        self._open = self._pool.checkedin() + self._pool.checkedout()
        self._held: list[Any] = []

    def take_all(self) -> None:
        """Take every connection that is left."""
        while self._pool.checkedout() < self._pool.size():
            self._held.append(self._connect())

    def take_turns(self) -> None:
        """Take a connection and give it back, as often as there are connections."""
        for _ in range(self._pool.size()):
            self._connect().close()

    def make_way(self, call: Call) -> Any:
        """Give the connections back when the work is done; until then the call waits."""
        work = Timer(min(call.delay_s, LONGEST_S), self.give_back)
        work.daemon = True
        work.start()
        try:
            return call.proceed()
        finally:
            work.join()

    def give_back(self) -> None:
        """Give all back; those that were opened for it are closed, so that none is left."""
        for place, connection in enumerate(self._held):
            if place >= max(self._open, 1):
                connection.detach()
            connection.close()


BROKEN = {
    "inventory.app:check_stock": begin_check,
    "sqlalchemy.engine.base:Engine.connect": connect_last,
}
MENDED = {
    "inventory.app:check_stock": begin_check,
    "sqlalchemy.engine.base:Engine.connect": connect_among_others,
}
