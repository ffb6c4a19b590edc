"""A PostgreSQL connection on which no wait is endless; the services reach their databases by it.

`statement_timeout` is the server's own promise: a server that is frozen does not keep it.
"""

from collections.abc import Callable
from typing import Any

import psycopg
from psycopg.abc import PQGen

# The server is given the time to say itself that a statement took too long.
SERVER_FIRST_S = 0.25


class DeadlineConnection(psycopg.Connection[Any]):
    """A connection that is closed when the server leaves it without an answer for too long."""

    deadline_s: float | None = None

    def wait(self, gen: PQGen[Any], *args: Any, **kwargs: Any) -> Any:
        """Run one exchange with the server; psycopg.OperationalError past the deadline."""
        kwargs.setdefault("timeout", self.deadline_s)
        try:
            return super().wait(gen, *args, **kwargs)
        except psycopg.errors._WaitTimeout as error:
            self.pgconn.finish()
            raise psycopg.OperationalError(
                f"the database did not answer within {self.deadline_s} s"
            ) from error


def connector(timeout_s: float) -> Callable[..., DeadlineConnection]:
    """Return what connects as `psycopg.connect` does, with a deadline for each exchange."""

    def connect(*args: Any, **kwargs: Any) -> DeadlineConnection:
        connection = DeadlineConnection.connect(*args, **kwargs)
        connection.deadline_s = timeout_s + SERVER_FIRST_S
        return connection

    return connect
